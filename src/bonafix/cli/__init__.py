"""The command `bonafix`. Status 0 done, 1 a negative answer, 2 wrong use or unreadable input."""
