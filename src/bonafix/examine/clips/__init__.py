"""Films: some of their pictures, and the codes that stand in them."""

from bonafix.examine.clips.codes import Seen, codes_in

__all__ = ["Seen", "codes_in"]
