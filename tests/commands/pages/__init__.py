"""Tests of the pages that help prints."""
