"""Documents of parts in order: texts with figures in them, and reports with captions and charts."""
