"""Several pictures of one claim: where they agree with each other, and where they do not."""
