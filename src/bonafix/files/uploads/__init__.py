"""Uploads that survive a bad network: taken piece by piece, resumed, and then one file."""
