"""Which key keeps which kind of file, and what may be said about a touch. Pure."""

import re
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

PERSON: Final = "person"
CLASS: Final = "class"
# Pieces of unfinished uploads: for a day at most, and never files by themselves.
UPLOAD: Final = "upload"

# Category (retention class) → whose key wraps the file's. A person's files become
# unreadable with the person's erasure; a class is kept as long as its purpose asks.
CATEGORIES: Final[dict[str, str]] = {
    "voucher": PERSON,
    "visit_photo": PERSON,
    "attachment": PERSON,
    "recording": PERSON,
    "evidence": PERSON,
    "signature": PERSON,
    "authorisation": CLASS,
    "catalogue": CLASS,
    "export": CLASS,
    "import": CLASS,
    UPLOAD: CLASS,
}
# Category → days for which a store that can lock keeps the bytes from everybody. A lock cannot
# be taken back, so it never outlives what its category is kept for: three years where a
# transaction is kept (电子商务法 31), nothing where no law asks for keeping. Erasing a person
# works under a lock too: it destroys the key.
LOCK_DAYS: Final[dict[str, int]] = {
    "voucher": 3 * 365,
    "evidence": 3 * 365,
    "signature": 3 * 365,
    "authorisation": 3 * 365,
}
STORED: Final = "stored"
DESTROYED: Final = "destroyed"

MEDIA_TYPE: Final = re.compile(r"[a-z0-9.+-]{1,40}/[a-zA-Z0-9.+-]{1,80}")
OBJECT_NAME: Final = re.compile(r"[0-9a-f]{48}")
# A word of ours, a case number, an id. Free text could hold a person's data.
_WHY_PART: Final = re.compile(
    r"[a-z][a-z_.]{0,39}"
    r"|[0-9A-Z]{4}-[0-9A-Z]{4}"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
# No action runs that long: an object older than this and without a row is nobody's.
ORPHAN_AFTER: Final = timedelta(hours=1)


class NotStorable(ValueError):
    """A caller's mistake: unknown category, media type or reason. Never shown to a person."""


def check_why(why: str) -> None:
    """`NotStorable` unless the reason is made of words, case numbers and ids."""
    parts = why.split(" ")
    if len(why) > 120 or not all(_WHY_PART.fullmatch(part) for part in parts):
        raise NotStorable("say why in words like `voucher RK7M-2HXA`; free text is not recorded")


def check_kind(media_type: str, category: str) -> None:
    """`NotStorable` unless both are known in form."""
    if category not in CATEGORIES:
        raise NotStorable(f"there is no category {category}; see files.rules.CATEGORIES")
    if not MEDIA_TYPE.fullmatch(media_type):
        raise NotStorable("a media type looks like image/jpeg")


def wrapped_by(category: str, owner_id: UUID | None) -> str:
    """Whose key wraps the file's: the owner's where the category is personal and there is one."""
    return PERSON if owner_id is not None and CATEGORIES[category] == PERSON else CLASS


def keep_until(category: str, now: datetime) -> datetime | None:
    """Until when a store that can lock keeps a file of this category; None for no lock."""
    days = LOCK_DAYS.get(category)
    return now + timedelta(days=days) if days else None


def new_object_name() -> str:
    """48 random hex digits: says nothing about the content."""
    return secrets.token_hex(24)


def may_sweep(written_at: datetime, now: datetime) -> bool:
    """True when no running action can still be about to commit this object."""
    return now - written_at > ORPHAN_AFTER
