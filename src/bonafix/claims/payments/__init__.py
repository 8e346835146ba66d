"""Money leaves through a port; which provider stands behind it is configuration."""
