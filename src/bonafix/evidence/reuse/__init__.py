"""Has this photograph been given before? Codes in the database, searched in memory."""
