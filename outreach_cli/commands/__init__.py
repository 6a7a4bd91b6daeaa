"""The commands: what is typed, a module for each group that belongs together."""
