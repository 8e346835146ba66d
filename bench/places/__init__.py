"""`make bench PART=places`: which division a text means; ours and five peers, same run."""
