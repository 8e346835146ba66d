"""Tenants: who runs one service, their hosts and their signing keys."""
