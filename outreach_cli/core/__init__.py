"""What every other room stands on: words, days, names and files, none of which knows the register."""
