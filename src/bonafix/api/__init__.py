"""JSON for other people's tools."""
