"""Places written in pinyin or English: Haidian District, Beijing."""

from bonafix.places.gazetteer import Gazetteer
from bonafix.places.resolver.mentions import Mention


def mentions_in_latin(known: Gazetteer, text: str) -> list[Mention]:
    """Mentions in the Latin parts of the text."""
    return []
