"""The engine room: PostgreSQL, the processes of a running house, backup. No Django here."""
