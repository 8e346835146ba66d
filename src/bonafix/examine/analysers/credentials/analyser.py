"""Findings from a manifest store: the credentials, the declarations, the failed checks."""

from collections.abc import Sequence

from bonafix.examine.analysers.credentials import store as stores
from bonafix.examine.analysers.credentials.store import Declared, Fault, Store
from bonafix.examine.analysers.credentials.words import FAULTS, OTHER_FAULT
from bonafix.examine.containers import Inside, inside
from bonafix.examine.model import Finding, Options, Picture, Strength
from bonafix.examine.reading.kinds import kind_of
from bonafix.examine.source_types import name_of, says
from bonafix.kit.texts import N_

IS = N_(
    "The file carries Content Credentials (C2PA), signed by %(signer)s. Validity: %(validity)s."
    " Trust: %(trust)s. Declared: %(declaration)s."
)
IS_LIMITS = N_(
    "Valid means that these bytes are the ones signed; trusted means that the signer stands on"
    " the operator's list; neither makes what is declared true. Invalid does not make it false."
)
AI = N_("Content Credentials declare %(value)s%(where)s: made or changed with AI (%(by)s).")
POSSIBLY = N_("Content Credentials declare %(value)s%(where)s: possibly with AI (%(by)s).")
CAPTURED = N_("Content Credentials declare %(value)s%(where)s: captured (%(by)s).")
AI_LIMITS = N_(
    "A declaration of the signer; see validity and trust. A part declared may be small, and a"
    " camera's own enhancement can give a composite value. It does not say who changed what."
)
FAULT_LIMITS = N_(
    "Re-saving, cropping and faulty programs break credentials as well as tampering does; it"
    " does not say which it was."
)
MAKER = N_("Content Credentials%(where)s come from %(maker)s, which generates pictures.")
MAKER_LIMITS = N_(
    "No source type is declared. That the service only generates is known from a secondary"
    " source; it may have signed something else."
)
UNREAD = N_("Content Credentials are in the file but cannot be read (%(why)s).")
RAW = N_("Content Credentials that cannot be read hold the source type %(value)s.")
REMOTE = N_("The file points to Content Credentials kept at %(address)s; they were not fetched.")
REMOTE_LIMITS = N_("Nothing is known about what stands there. Fetching would tell the host.")
SIGNS = (b"c2pa", b"jumb", b"JUMB", b"/provenance", b":provenance", b"caBX")


class Credentials:
    """C2PA with an optional trust list. Nothing is fetched."""

    name = "credentials"
    version = "1"

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()

    def configured(self, options: Options) -> "Credentials":
        """With the operator's trust list."""
        return Credentials(options)

    def examine(self, claim: Picture, references: Sequence[Picture]) -> list[Finding]:
        """None when the file shows no trace of a manifest store."""
        if not any(sign in claim.content for sign in SIGNS):
            return []
        kind = kind_of(claim.content)
        try:
            store = stores.read(claim.content, kind.mime, self.options.trust_anchors)
        except stores.Unread as unread:
            return self._unread(unread, inside(claim.content))
        if store is None:
            rest = inside(claim.content).of("c2pa")
            return (
                self._unread(stores.Unread("no manifest found"), inside(claim.content))
                if (rest)
                else []
            )
        return self._read(store)

    def _read(self, store: Store) -> list[Finding]:
        common = _common(store)
        findings = [self._finding("credentials", "hint", IS, IS_LIMITS, **common)]
        for one in store.declared:
            findings += self._declared(one, store, common)
        findings += [self._maker(one, common) for one in store.makers]
        return findings + [self._fault(fault) for fault in store.faults]

    def _declared(self, one: Declared, store: Store, common: dict[str, str]) -> list[Finding]:
        said = says(one.value)
        if said == "other":
            return []
        where = f" ({one.ingredient})" if one.ingredient else ""
        values = {
            **common, "value": name_of(one.value), "where": where, "by": one.by or store.generator,
        }  # fmt: skip
        if said == "ai":
            values["level"] = "属于"
            return [self._finding("declared_ai", _strength(store), AI, AI_LIMITS, **values)]
        if said == "possibly_ai":
            values["level"] = "可能"
            return [self._finding("possibly_ai", "moderate", POSSIBLY, AI_LIMITS, **values)]
        return [self._finding("declared_capture", "hint", CAPTURED, AI_LIMITS, **values)]

    def _maker(self, one: Declared, common: dict[str, str]) -> Finding:
        where = f" ({one.ingredient})" if one.ingredient else ""
        values = {**common, "maker": one.value, "where": where, "level": "疑似", "mark": "S"}
        return self._finding("declared_ai", "moderate", MAKER, MAKER_LIMITS, **values)

    def _fault(self, fault: Fault) -> Finding:
        credential = fault.code in stores.CREDENTIAL_CODES
        kind = "credential_fault" if credential else "label_altered_signs"
        strength: Strength = "hint" if credential else "moderate"
        return self._finding(
            kind,
            strength,
            FAULTS.get(fault.code, OTHER_FAULT),
            FAULT_LIMITS,
            code=fault.code,
            part=f" ({fault.ingredient})" if fault.ingredient else "",
            manifest=fault.manifest,
            ingredient=fault.ingredient,
            noticed="by the outer signer" if fault.recorded else "here",
        )

    def _unread(self, unread: stores.Unread, parts: Inside) -> list[Finding]:
        if unread.remote:
            return [
                self._finding(
                    "credentials_elsewhere", "hint", REMOTE, REMOTE_LIMITS, address=unread.remote
                )
            ]
        held = parts.of("c2pa")
        if not held:
            return []
        found = [self._finding("label_altered_signs", "weak", UNREAD, FAULT_LIMITS, why=unread.why)]
        for value in stores.raw_source_types(b"".join(_payload(p.content) for p in held)):
            if says(value) == "ai":
                values = {"value": value, "level": "属于", "validity": "unreadable"}
                found.append(self._finding("declared_ai", "moderate", RAW, AI_LIMITS, **values))
        return found

    def _finding(
        self, kind: str, strength: Strength, text: str, limits: str, /, **values: str
    ) -> Finding:
        return Finding(self.name, kind, strength, text, limits, tuple(values.items()))


def _common(store: Store) -> dict[str, str]:
    own = [f.code for f in store.faults if not f.ingredient]
    parts = [f.code for f in store.faults if f.ingredient]
    return {
        "validity": "invalid" if store.state == "Invalid" else "valid",
        "trust": _trust(store.trusted),
        "declaration": ", ".join(dict.fromkeys(name_of(d.value) for d in store.declared)) or "—",
        "signer": store.signer or "—",
        "signed_at": store.time,
        "generator": store.generator,
        "faults": ", ".join(dict.fromkeys(own)),
        "ingredient_faults": ", ".join(dict.fromkeys(parts)),
        "ingredients": str(store.ingredients),
    }


def _trust(trusted: bool | None) -> str:
    if trusted is None:
        return "no trust list given"
    return "trusted" if trusted else "untrusted"


def _strength(store: Store) -> Strength:
    """Strong, unless a check says that these are not the bytes that were signed."""
    broken = [f for f in store.faults if f.code not in stores.CREDENTIAL_CODES]
    return "moderate" if broken else "strong"


def _payload(segment: bytes) -> bytes:
    """A JPEG APP11 piece without its head: JP, box number, sequence, repeated box head."""
    return segment[16:] if segment.startswith(b"JP") else segment
