"""What a row of a stranger's table may say, and what becomes of it. Pure."""
