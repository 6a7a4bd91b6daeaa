"""The views that reports count: each population declared once, in plain SQL over the records."""
