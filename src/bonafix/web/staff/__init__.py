"""Pages for those who work here: everything of one task on one page."""
