"""What commands ask at a terminal: for what the command line leaves out, and of the headings of a list."""
