"""Data that comes from elsewhere by file, and all that is here, to be taken elsewhere."""
