"""Areas that are no division of the list: those known by name, and new zones of cities."""

import re

from bonafix.places.gazetteer import Gazetteer, Special
from bonafix.places.resolver.mentions import ROAD

ZONE = re.compile(
    r"[\W_]*(?P<name>[^\W\d_]{0,6}?(?:高新技术产业开发区|经济技术开发区|高新技术开发区|经济开发区"
    r"|开发区|高新区|经开区|工业园区?|产业园区?|航空港区|保税区|示范区|度假区|风景区|管理区|新区|新城))"
)
MUNICIPAL = ("11", "12", "31", "50")


def specials(known: Gazetteer, text: str) -> list[tuple[int, int, Special]]:
    """Special areas named in the text."""
    return [
        (m.start(), m.end(), known.special[m.group()])
        for m in known.special_form.finditer(text)
        if not ROAD.match(text, m.end())
    ]
