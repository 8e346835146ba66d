"""One file for each way that the law knows: civil, administrative, criminal."""
