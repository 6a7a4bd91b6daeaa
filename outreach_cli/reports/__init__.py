"""Reports: a declaration and a question become counts, hidden cells, notes and a table."""
