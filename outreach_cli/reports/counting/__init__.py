"""From a question to counted numbers: each statement is run once."""
