"""Who goes, and when, and why."""
