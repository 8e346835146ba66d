"""Pages for people: customers, staff, technicians."""
