"""A day of a city, simulated: policies side by side on the same luck."""
