"""What a bundle is made of, member after member."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.utils import translation

from bonafix.cases.models import Case
from bonafix.evidence.actions.showing import Look, findings_of, look_into, shown_of
from bonafix.evidence.actions.trust import trust_options
from bonafix.evidence.bundle.index import Shown, typeset
from bonafix.evidence.bundle.pack import Facts, Member, pack
from bonafix.evidence.models import Bundle
from bonafix.evidence.record import anchors_of, entries_of
from bonafix.evidence.rules import FULL, Derived, Original, Release, case_root
from bonafix.evidence.words import index_of
from bonafix.files.actions import pieces_of
from bonafix.files.keys import unwrap
from bonafix.files.models import StoredFile
from bonafix.files.rules import STORED
from bonafix.kit.canonical import canonical
from bonafix.kit.clock import format_instant
from bonafix.operators.keys import active_key, sign
from bonafix.operators.models import Operator

LIKELY: Final = {
    "application/pdf": ".pdf",
    "image/heic": ".heic",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "text/plain": ".txt",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
}
HOW: Final = "upright JPEG, longest side 1280, no metadata"


@dataclass
class Gathered:
    """Parts and files of a case, and what grows while its members are written."""

    case: Case
    bundle: Bundle
    now: datetime
    parts: dict[str, bytes]
    files: list[StoredFile]
    derived: list[Derived] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """True for the edition that holds the originals."""
        return self.bundle.edition == FULL

    def stream(self) -> Iterator[bytes]:
        """The bytes of the bundle."""
        key = active_key(self.case.operator_id)
        return pack(self._members(), lambda: self._facts, lambda message: sign(key, message))

    def _members(self) -> Iterator[Member]:
        originals, options = [], trust_options()
        for file in self.files:
            there = file.status == STORED and unwrap(file) is not None
            name = f"files/{file.id}{LIKELY.get(file.media_type, '.bin')}"
            originals.append(_original(file, name if there and self.full else None))
            if there and self.full:
                yield Member(name, pieces_of(file))
            copied = not self.full
            yield from self._looked(
                look_into(file, options, copied=copied) if there else Look(file)
            )
        for name, data in self.parts.items():
            yield Member(name, [data])
        yield from self._proofs(originals)

    def _looked(self, look: Look) -> Iterator[Member]:
        with translation.override("zh-hans"):
            self.shown.append(shown_of(look, full=self.full))
        if look.copy is not None:
            name, sha256 = f"derived/{look.file.id}.jpg", bytes(look.file.sha256).hex()
            self.derived.append(Derived(name, str(look.file.id), sha256, HOW))
            yield Member(name, [look.copy])
        found = findings_of(look, full=self.full)
        if found is not None:
            yield Member(f"findings/{look.file.id}.json", [canonical(found)])

    def _proofs(self, originals: list[Original]) -> Iterator[Member]:
        streams = [("case", self.case.id), *(("file", file.id) for file in self.files)]
        # Anchors first: none of them can then hold an entry that is not among those told.
        anchors, tokens = anchors_of(streams)
        entries = entries_of(streams)
        self._facts = self._told(originals, entries, anchors)
        with translation.override("zh-hans"):
            operator = Operator.objects.get(pk=self.case.operator_id).name
            yield Member(
                "index.pdf", [typeset(index_of(self._facts, entries, operator, self.shown))]
            )
        yield Member("ledger/entries.json", [canonical(entries)])
        yield Member("ledger/anchors.json", [canonical(anchors)])
        for name, token in tokens.items():
            yield Member(name, [token])

    def _told(
        self,
        originals: list[Original],
        entries: list[dict[str, Any]],
        anchors: list[dict[str, Any]],
    ) -> Facts:
        release = names_of(self.bundle)
        return Facts(
            operator=str(self.case.operator_id),
            case={"id": str(self.case.id), "number": self.case.number},
            edition=self.bundle.edition,
            made_at=format_instant(self.now),
            released_to=release.to,
            released_by=release.by,
            released_for=release.reason,
            public_key=bytes(active_key(self.case.operator_id).public).hex(),
            anchor_keys=sorted({one["public_key"] for one in anchors}),
            originals=originals,
            derived=self.derived,
            case_root=case_root(
                originals, [(*one["stream"], one["seq"], one["hash"]) for one in entries]
            ),
        )


def _original(file: StoredFile, name: str | None) -> Original:
    return Original(
        id=str(file.id),
        sha256=bytes(file.sha256).hex(),
        sm3=bytes(file.sm3).hex(),
        size=file.size,
        media_type=file.media_type,
        status=file.status,
        member=name,
    )


def names_of(row: Bundle) -> Release:
    """Who it was released to, by whom and why, as it was asked for."""
    told = json.loads(b"".join(pieces_of(row.names)))
    return Release(told["edition"], told["to"], told["by"], told.get("reason", ""))
