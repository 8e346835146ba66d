"""Pages of claims: the buyer's, the merchant's inbox, the review desk."""
