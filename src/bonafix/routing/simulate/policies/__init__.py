"""Policies of the simulated day behind one protocol (`day.Policy`)."""
