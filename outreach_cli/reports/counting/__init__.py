"""From a question to counted numbers: the statements are planned first, then each is run once."""
