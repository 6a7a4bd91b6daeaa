"""Files in and out: rows that are read, checked and taken, and rows that leave."""
