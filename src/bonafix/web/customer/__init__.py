"""Pages for whoever reports a fault, and for anybody who wants to check us."""
