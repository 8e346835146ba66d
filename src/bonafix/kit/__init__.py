"""Sealing, clock, calendars, money, ids, errors. Knows neither Django nor the database."""
