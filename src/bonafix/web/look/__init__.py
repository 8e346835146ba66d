"""How Bonafix looks: times and money in words, parts of pages, error pages, gallery."""
