"""A merchant's own pages: records of parcels, and pictures of goods."""
