"""`bonafix plan` and `bonafix simulate-day`, without processes: arguments in, lines out."""
