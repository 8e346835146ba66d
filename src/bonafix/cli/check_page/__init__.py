"""The local page of `bonafix check`."""
