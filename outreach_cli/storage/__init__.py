"""The one SQLite file: opened, made, checked, sealed, copied and brought up to date."""
