"""A bundle as bytes: its parts, its manifest, its signature, its check. Pure."""
