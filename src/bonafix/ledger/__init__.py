"""The append-only, hash-chained record: who did what, when, and to which rows."""
