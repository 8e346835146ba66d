"""Bytes in custody: encrypted under their own keys, and every touch on record."""
