"""From a list of service areas as people write it to divisions, item by item."""

from bonafix.places.lists.reading import Item, Listing, parse_list

__all__ = ["Item", "Listing", "parse_list"]
