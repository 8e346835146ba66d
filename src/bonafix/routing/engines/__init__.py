"""Engines behind one protocol (`base.Engine`); planner.py says who runs when."""
