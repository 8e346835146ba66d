"""A made-up lock brand over real places: what `bonafix up --demo` shows."""
