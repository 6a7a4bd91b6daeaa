"""What is published, attacked."""
