"""Bonafix 诚修: after-sales service that both sides can trust."""
