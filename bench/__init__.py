"""Benchmarks: `make bench PART=…`; peers in the same run, figures as JSON lines."""
