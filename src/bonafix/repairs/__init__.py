"""A fault, a visit, a quote, a sign-off, a guarantee."""
