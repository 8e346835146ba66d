"""Settings and wiring: which event wakes whom."""
