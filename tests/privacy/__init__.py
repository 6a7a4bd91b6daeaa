"""Attacks on what the program promises of persons."""
