"""Evidence: what a case holds, bundled so that others can check it without us."""
