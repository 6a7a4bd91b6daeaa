"""Sources of rows: files and rows in memory, each read as one sheet."""
