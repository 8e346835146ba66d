"""A claim: evidence, examination, answer, review by people, money step, appeal."""
