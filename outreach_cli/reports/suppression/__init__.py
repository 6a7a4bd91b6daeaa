"""Which cells of a table for publication are hidden, so that none tells of few persons."""
