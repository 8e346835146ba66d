"""Comparing a claim picture with a reference. Pure: arrays in, measures and masks out."""
