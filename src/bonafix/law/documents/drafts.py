"""Which drafts a grade gives occasion for."""

from collections.abc import Callable, Iterator

from bonafix.law.documents import about_platform, to_other_side, to_platform, to_police, to_provider
from bonafix.law.documents.model import Document
from bonafix.law.model import Grade

Maker = Callable[[Grade, str], Iterator[Document]]
MAKERS: tuple[Maker, ...] = (
    to_platform.make,
    to_provider.make,
    to_police.make,
    to_other_side.make,
    about_platform.make,
)


def drafts(grade: Grade, language: str) -> tuple[Document, ...]:
    """All drafts in `language` (`zh_Hans` or `en`); none where nothing counts."""
    if not grade.counted:
        return ()
    return tuple(document for make in MAKERS for document in make(grade, language))
