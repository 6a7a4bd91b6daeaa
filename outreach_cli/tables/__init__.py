"""A table as plain data, and one writer per format."""
