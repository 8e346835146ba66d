"""Reporting a fault: one question a page, or all on one page."""
