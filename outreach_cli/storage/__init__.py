"""The one SQLite file: opened, read and written in transactions, and what its failures mean."""
