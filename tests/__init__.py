"""The tests: one folder a room for what a module does, and by subject for what a user does."""
