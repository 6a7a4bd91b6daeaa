"""Who looked, erasure, disclosure, CPR keys, the secret key and consent."""
