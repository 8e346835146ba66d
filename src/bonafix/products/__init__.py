"""Brands, goods, faults, prices, sold units, coverage and hotlines."""
