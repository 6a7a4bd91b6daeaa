"""The forms of file that rows come in, each read as a sheet of text."""
