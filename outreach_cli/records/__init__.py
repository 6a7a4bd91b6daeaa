"""What can be written down: each kind of record declared once."""
