"""What the index of a bundle says, in the language that is active."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from bonafix.evidence.bundle.index import Index, Part, Shown
from bonafix.evidence.bundle.pack import Facts
from bonafix.evidence.rules import FULL, SENTENCE

Entries = Sequence[dict[str, object]]


def index_of(facts: Facts, entries: Entries, operator: str, shown: Sequence[Shown]) -> Index:
    """The texts of the index, and what is shown of each file."""
    told = [
        (_("Case number"), facts.case["number"]),
        (_("Operator"), operator),
        (_("Edition"), _("Full") if facts.edition == FULL else _("Masked")),
        (_("Made at"), facts.made_at),
        (_("Released to"), facts.released_to),
        (_("Released by"), facts.released_by),
        (_("Reason"), facts.released_for),
        (_("Root of the case"), facts.case_root),
        (_("Public key"), facts.public_key),
    ]
    return Index(
        title=_("Index of the evidence bundle"),
        statement=SENTENCE,
        facts=[(name, value) for name, value in told if value],
        parts=[_files(facts), _record(entries)],
        pictures_title=_("The files, and what they say of themselves"),
        pictures=shown,
        notes=[
            _("Pictures in this index are smaller copies that show what is meant; not evidence."),
            _("The manifest names every member with SHA-256 and SM3, and is signed."),
            _("The record shows who did what and when; it does not show that a statement is true."),
        ],
        signing=_("Signatures"),
        signers=[_("Issued by"), _("Received by"), _("Witness")],
        date=_("Date"),
    )


def _kept(status: str) -> str:
    return _("Hash only") if status == "stored" else _("Deleted")


def _files(facts: Facts) -> Part:
    copies = {one.original: one.member for one in facts.derived}
    return Part(
        title=_("Files of the case"),
        widths=(3, 2, 2, 5),
        head=[_("File"), _("Type of file"), _("Included"), "SHA-256"],
        rows=[
            [
                one.id,
                one.media_type,
                one.member or copies.get(one.id) or _kept(one.status),
                one.sha256,
            ]
            for one in facts.originals
        ],
    )


def _record(entries: Entries) -> Part:
    return Part(
        title=_("Record of the case"),
        widths=(3, 4, 5),
        head=[_("Time"), _("What was done"), _("Hash")],
        rows=[[str(one[name]) for name in ("at", "kind", "hash")] for one in entries],
    )
