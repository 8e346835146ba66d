"""What a person decides about how a side's claims go for a while, and what is not to be counted."""
