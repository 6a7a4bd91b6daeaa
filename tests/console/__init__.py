"""Tests of the machinery of commands."""
