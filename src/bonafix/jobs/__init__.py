"""Clock-driven and deferred work."""
