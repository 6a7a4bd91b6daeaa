"""Tests of what is registered: finding, filtering, and the errors about it."""
