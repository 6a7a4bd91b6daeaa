"""The pages that help prints: the reference, the vocabulary of reports, and the man page."""
