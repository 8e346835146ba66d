"""Accounts, parties and their dated roles, sealed personal data, and the doors to come in by."""
