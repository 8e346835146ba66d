"""Cases: number, owner, parties, links, messages."""
