"""Live pages: one listener to the database for each process, handed on as server-sent events."""
