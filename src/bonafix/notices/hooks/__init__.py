"""Webhooks: a party's own system is told of steps, signed, until it has taken them."""
