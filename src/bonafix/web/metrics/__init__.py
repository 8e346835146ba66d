"""What `/metrics` and `/health` tell: numbers only, no people, no case numbers, no addresses."""
