"""Reads a manifest store with c2pa-python: all manifests, all ingredients, nothing fetched.

Three questions are kept apart: does the signature fit these bytes (validity), does the signer
stand on the operator's trust list (trust), what do the manifests say (declarations).
"""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from c2pa import C2paError, Context, Reader, Settings

from bonafix.examine.source_types import VALUES

MAX_DEPTH, MAX_VALUES = 24, 200
_RAW = re.compile(rb"digitalsourcetype/(%s)\b" % b"|".join(v.encode() for v in VALUES))
# Signers and programs that only generate (S); those that also sign photos are not here.
_MAKERS = re.compile(
    r"volcengine|火山引擎|Byteplus|Dreamina|fal-ai|\bBria\b|Ideogram|Grok Imagine|Stability AI|"
    r"Black Forest Labs|RUNWAY AI|Producer\.ai|Adobe[ _]Firefly|Midjourney|Recraft|Higgsfield",
    re.I,
)
# What a failed check is called, and of which sort it is.
UNTRUSTED = "signingCredential.untrusted"
CREDENTIAL_CODES = {
    "signingCredential.expired", "signingCredential.invalid", "signingCredential.revoked",
    "signingCredential.ocsp.revoked", "signingCredential.ocsp.unknown", "timeStamp.untrusted",
    "timeStamp.outsideValidity", "claimSignature.outsideValidity",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """A failed check: the C2PA code, in which manifest, and who noticed.

    `ingredient` is the title of the part it concerns, empty for the file itself; `recorded`
    says that the signer of the outer manifest had already noticed and written it down.
    """

    code: str
    manifest: str
    ingredient: str = ""
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Declared:
    """A digital source type in a manifest; `ingredient` as in Fault, `by` the software named."""

    value: str
    ingredient: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Store:
    """A manifest store, read. `state` is c2pa's own word; `trusted` None without a list.

    `makers` names signers and programs that are known to generate pictures (S), where the
    same manifest gives no source type.
    """

    state: str
    trusted: bool | None
    signer: str
    time: str
    generator: str
    faults: tuple[Fault, ...]
    declared: tuple[Declared, ...]
    makers: tuple[Declared, ...]
    ingredients: int


class Unread(Exception):
    """The store cannot be read; `why` is c2pa's word, `remote` an address not fetched."""

    def __init__(self, why: str, remote: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.remote = remote


def read(content: bytes, mime: str, anchors: str | None) -> Store | None:
    """The store of a file; None when it has none. Raises Unread. Touches no network."""
    settings: dict[str, Any] = {
        "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": True}
    }
    if anchors:
        settings["trust"] = {"trust_anchors": anchors}
    try:
        with (
            Context(Settings.from_dict(settings)) as context,
            Reader(mime, io.BytesIO(content), context=context) as reader,
        ):
            raw = json.loads(reader.json())
    except C2paError as error:
        _refuse(error)
        return None
    return _store(raw, bool(anchors))


def _refuse(error: C2paError) -> None:
    """Raise Unread unless the file simply has no store."""
    text = str(error)
    if type(error).__name__ in ("_C2paManifestNotFound", "_C2paNotSupported"):
        return
    if match := re.search(r"https?://\S+", text):
        raise Unread("remote", match[0][:500]) from error
    raise Unread(text.partition(":")[0][:80]) from error


def _store(raw: dict[str, Any], listed: bool) -> Store:
    manifests: dict[str, Any] = raw.get("manifests") or {}
    active = str(raw.get("active_manifest"))
    titles = _titles(manifests, active)
    faults = dict.fromkeys(_faults(raw, manifests, active, titles))
    info = manifests.get(active, {}).get("signature_info") or {}
    signer = ", ".join(str(info[k]) for k in ("common_name", "issuer") if info.get(k))
    untrusted = any(f.code == UNTRUSTED and not f.ingredient for f in faults)
    return Store(
        state=str(raw.get("validation_state", "Unknown")),
        trusted=(not untrusted and raw.get("validation_state") == "Trusted") if listed else None,
        signer=signer,
        time=str(info.get("time") or ""),
        generator=_generator(manifests.get(active, {})),
        faults=tuple(f for f in faults if f.code != UNTRUSTED),
        declared=tuple(dict.fromkeys(_declared(manifests, active, titles))),
        makers=tuple(dict.fromkeys(_makers(manifests, active, titles))),
        ingredients=sum(len(m.get("ingredients") or ()) for m in manifests.values()),
    )


def _titles(manifests: dict[str, Any], active: str) -> dict[str, str]:
    """Label of each manifest → a name for people; empty for the active one."""
    titles = {label: label for label in manifests} | {active: ""}
    for manifest in manifests.values():
        for one in manifest.get("ingredients") or ():
            label = one.get("active_manifest")
            if label in titles and label != active:
                titles[label] = str(one.get("title") or label)
    return titles


def _faults(
    raw: dict[str, Any], manifests: dict[str, Any], active: str, titles: dict[str, str]
) -> Iterator[Fault]:
    for status in raw.get("validation_status") or ():
        yield _fault(status, titles, active)
    results = raw.get("validation_results") or {}
    for status in (results.get("activeManifest") or {}).get("failure") or ():
        yield _fault(status, titles, active)
    for delta in results.get("ingredientDeltas") or ():
        for status in (delta.get("validationDeltas") or {}).get("failure") or ():
            yield _fault(status, titles, active)
    for manifest in manifests.values():
        for one in manifest.get("ingredients") or ():
            yield from _recorded(one)


def _fault(status: dict[str, Any], titles: dict[str, str], active: str) -> Fault:
    url = str(status.get("url") or "")
    label = next((name for name in titles if name in url), "")
    known = titles.get(label, url.rpartition("/c2pa/")[2].partition("/")[0])
    return Fault(str(status.get("code")), label or active, known)


def _recorded(ingredient: dict[str, Any]) -> Iterator[Fault]:
    """What the outer signer found wrong with an ingredient when it was added."""
    statuses = list(ingredient.get("validation_status") or ())
    results = ingredient.get("validation_results") or {}
    statuses += (results.get("activeManifest") or {}).get("failure") or ()
    title = str(ingredient.get("title") or ingredient.get("active_manifest") or "ingredient")
    for status in statuses:
        if str(status.get("code")) != UNTRUSTED:
            manifest = str(ingredient.get("active_manifest") or "")
            yield Fault(str(status.get("code")), manifest, title, recorded=True)


def _declared(manifests: dict[str, Any], active: str, titles: dict[str, str]) -> Iterator[Declared]:
    for label, manifest in manifests.items():
        where = "" if label == active else titles.get(label, label)
        for assertion in manifest.get("assertions") or ():
            if str(assertion.get("label", "")).startswith("c2pa.ai_generated_content"):
                data = assertion.get("data")
                if isinstance(data, dict) and data.get("ai_generated") is True:
                    by = str(data.get("model") or "")
                    yield Declared("trainedAlgorithmicMedia", where, by)
            for value, by in _source_types(assertion.get("data")):
                yield Declared(value, where, by or _generator(manifest))


def _makers(manifests: dict[str, Any], active: str, titles: dict[str, str]) -> Iterator[Declared]:
    """Manifests without a source type whose signer or program is one of the generators."""
    for label, manifest in manifests.items():
        data = [assertion.get("data") for assertion in manifest.get("assertions") or ()]
        if any(True for _one in _source_types(data)):
            continue
        info = manifest.get("signature_info") or {}
        names = (info.get("issuer"), info.get("common_name"), _generator(manifest))
        found = next((m for name in names if name and (m := _MAKERS.search(str(name)))), None)
        if found:
            yield Declared(found[0], "" if label == active else titles.get(label, label))


def _source_types(data: Any) -> Iterator[tuple[str, str]]:
    """Every digitalSourceType anywhere in an assertion, with the software beside it."""
    todo, seen = [(data, 0)], 0
    while todo and seen < MAX_VALUES * 50:
        value, depth = todo.pop()
        seen += 1
        if depth > MAX_DEPTH:
            continue
        if isinstance(value, list):
            todo += [(one, depth + 1) for one in value]
        elif isinstance(value, dict):
            for key, one in value.items():
                if str(key).rpartition(":")[2].lower() == "digitalsourcetype" and one:
                    yield str(one if isinstance(one, str) else _first(one)), _agent(value)
                else:
                    todo.append((one, depth + 1))


def _first(value: Any) -> str:
    return str(value[0]) if isinstance(value, list) and value else ""


def _agent(action: dict[str, Any]) -> str:
    agent = action.get("softwareAgent")
    return str(agent.get("name") or "") if isinstance(agent, dict) else str(agent or "")


def _generator(manifest: dict[str, Any]) -> str:
    infos = manifest.get("claim_generator_info") or [{}]
    name = infos[0].get("name") if isinstance(infos[0], dict) else None
    return str(name or manifest.get("claim_generator") or "")


def raw_source_types(store: bytes) -> list[str]:
    """Source types by their outer signs, for a store that cannot be read."""
    return list(dict.fromkeys(m[1].decode() for m in _RAW.finditer(store)))
