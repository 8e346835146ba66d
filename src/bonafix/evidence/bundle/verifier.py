#!/usr/bin/env python3
"""Checks a bundle of Bonafix 诚修. Needs Python 3.11 and `cryptography`; no network.

    python verify.py F.zip --key K      K: the operator's public key, a file or 64 hex digits

Take K from the operator or from an earlier document, never from the bundle itself: a bundle
can only say who claims to have made it; so can a verifier that came with it.
Exit status: 0 nothing is wrong, 1 a fault was found, 2 wrong use.
"""

import argparse
import hashlib
import json
import os
import sys
import zipfile
import zlib
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm  # noqa: F401
from cryptography.hazmat.primitives import hashes, serialization  # noqa: F401
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: F401

from bonafix.evidence.bundle.proofs import (
    WrongUse,
    canonical,
    climb,
    merkle,
    public_key,
    signed,
    sm3,
    sm3_digest,
)

MANIFEST, SIGNATURE, VERIFIER = "manifest.json", "manifest.sig", "verify.py"
ENTRIES, ANCHORS = "ledger/entries.json", "ledger/anchors.json"
FORMAT = "bonafix bundle v1"
LARGEST_MANIFEST, PIECE = 64 << 20, 1 << 20
UNOPENED = ("files/", "derived/")  # only their hashes are looked at
GENESIS = "00" * 32
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, ValueError)
SHAPELESS = (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError)


def renewal(anchored: bytes, token: bytes) -> bytes:
    """What a token is over that renews the one before it."""
    return b"bonafix renewal v1\n" + anchored + token


class Check:
    """One check of one bundle: `faults` as (member, what), and what could not be checked."""

    def __init__(self, path: str, key: str) -> None:
        self.path, self.key = path, key
        self.faults: list[tuple[str, str]] = []
        self.unchecked: list[str] = [] if sm3(b"") else ["SM3: not known to this machine."]
        self.found: dict[str, bytes] = {}
        self.manifest: dict = {}  # type: ignore[type-arg]
        self.entries: list = []  # type: ignore[type-arg]

    def fault(self, member: str, what: str) -> None:
        self.faults.append((member, what))

    def run(self) -> "Check":
        """All checks; what cannot be read is a fault of its own. `WrongUse` without a file."""
        if not Path(self.path).is_file() or not os.access(self.path, os.R_OK):
            raise WrongUse(f"{self.path}: this file cannot be read")
        try:
            with zipfile.ZipFile(self.path) as bundle:
                self._manifest(bundle)
                self._members(bundle)
        except BROKEN:
            self.fault(self.path, "cannot be read as a ZIP file")
            return self
        steps = {ENTRIES: self._record, ANCHORS: self._anchors, "parts": self._cells}
        for name, step in {MANIFEST: self._originals, **steps}.items():
            try:
                step()
            except SHAPELESS:
                self.fault(name, "does not have the shape of a bundle")
        return self

    def _read(self, bundle: zipfile.ZipFile, name: str, most: int) -> bytes | None:
        try:
            with bundle.open(name) as member:
                data = member.read(most + 1)
        except KeyError:
            self.fault(name, "was dropped")
        except BROKEN:
            self.fault(name, "was changed: it cannot be read")
        else:
            return data  # what is larger than it should be has another hash, wherever cut
        return None

    def _hashed(self, bundle: zipfile.ZipFile, name: str, most: int) -> tuple[str, str] | None:
        """SHA-256 and SM3 of a member, read in pieces; only what is looked into is kept."""
        sha, other, kept, left = hashlib.sha256(), sm3_digest(), bytearray(), most + 1
        try:
            with bundle.open(name) as member:
                while piece := member.read(min(PIECE, left)):
                    left -= len(piece)
                    sha.update(piece)
                    if other:
                        other.update(piece)
                    if not name.startswith(UNOPENED):
                        kept += piece
        except KeyError:
            self.fault(name, "was dropped")
        except BROKEN:
            self.fault(name, "was changed: it cannot be read")
        else:
            self.found[name] = bytes(kept)
            return sha.hexdigest(), other.finalize().hex() if other else ""
        return None

    def _manifest(self, bundle: zipfile.ZipFile) -> None:
        raw = self._read(bundle, MANIFEST, LARGEST_MANIFEST)
        signature = self._read(bundle, SIGNATURE, 1024)
        if raw is None:
            return
        try:
            mark = bytes.fromhex((signature or b"").decode("ascii"))
        except ValueError:
            mark = b""
        message = FORMAT.encode() + b"\n" + raw
        exact = signature == mark.hex().encode()
        if signature is not None and not (exact and signed(self.key, mark, message)):
            self.fault(MANIFEST, "is not signed by the given key, or was changed")
            self.fault(SIGNATURE, "does not fit the manifest and the given key")
        try:
            told = json.loads(raw)
            if told["format"] != FORMAT or raw != canonical(told):
                self.fault(MANIFEST, "is not in the form of a bundle")
            if told["public_key"] != self.key:
                self.fault(MANIFEST, "names another key than the given one")
            self.manifest = told
        except SHAPELESS:
            self.fault(MANIFEST, "is not in the form of a bundle")

    def _members(self, bundle: zipfile.ZipFile) -> None:
        names = bundle.namelist()
        try:
            told = {row["name"]: row for row in self.manifest.get("members", [])}
            for name in sorted(set(names) - told.keys() - {MANIFEST, SIGNATURE}):
                self.fault(name, "was added")
            for name in sorted({name for name in names if names.count(name) > 1}):
                self.fault(name, "is there more than once")
            for name, row in told.items():
                own = self._hashed(bundle, name, int(row["size"]))
                if own and (own[0], own[1] or row["sm3"]) != (row["sha256"], row["sm3"]):
                    self.fault(name, "was changed")
        except SHAPELESS:
            self.fault(MANIFEST, "is not in the form of a bundle")

    def _originals(self) -> None:
        listed = {row["name"]: row["sha256"] for row in self.manifest.get("members", [])}
        if self.manifest and listed.get(VERIFIER) != self.manifest["verifier"]:
            self.fault(VERIFIER, "is not the one that the manifest names")
        for row in self.manifest.get("originals", []):
            if row["member"] and listed.get(row["member"]) != row["sha256"]:
                self.fault(row["member"], "is not the original that the manifest names")
        known = {row["id"]: row["sha256"] for row in self.manifest.get("originals", [])}
        for row in self.manifest.get("derived", []):
            if row["member"] not in listed or known.get(row["original"]) != row["original_sha256"]:
                self.fault(row["member"], "is not bound to an original of this case")
        for name in listed.keys() - {row["member"] for row in self.manifest.get("derived", [])}:
            if name.startswith("derived/"):
                self.fault(name, "is not bound to an original of this case")

    def _record(self) -> None:
        heads: dict[tuple[str, str], tuple[int, str]] = {}
        leaves = []
        self.entries = list(json.loads(self.found.get(ENTRIES, b"[]")))
        for row in self.entries:
            stream = (row["stream"][0], row["stream"][1])
            seq, head = heads.get(stream, (0, GENESIS))
            envelope = {k: v for k, v in row.items() if k not in ("body", "hash")}
            envelope["body"] = hashlib.sha256(row["body"].encode()).hexdigest()
            hashed = hashlib.sha256(canonical(envelope)).hexdigest()
            if (row["seq"], row["prev"], row["hash"]) != (seq + 1, head, hashed):
                self.fault(ENTRIES, f"the chain {stream[0]} breaks at entry {row['seq']}")
            if row["operator"] != self.manifest["operator"]:
                self.fault(ENTRIES, "holds an entry of another operator")
            heads[stream] = (row["seq"], row["hash"])
            leaves.append(canonical(["entry", *stream, row["seq"], row["hash"]]))
        if not self.manifest or ENTRIES not in self.found:
            return
        if ("case", self.manifest["case"]["id"]) not in heads:
            self.fault(ENTRIES, "is the record of another case")
        leaves += [canonical(["file", f["id"], f["sha256"]]) for f in self.manifest["originals"]]
        if merkle(sorted(leaves)).hex() != self.manifest["case_root"]:
            self.fault(MANIFEST, "the root does not fit the files and the record of the case")

    def _cells(self) -> None:
        """Texts of sealed cells fit their commitments, and these stand in the record."""
        bodies = "".join(row["body"] for row in self.entries)
        for name in sorted(n for n in self.found if n.startswith("parts/")):
            tables = json.loads(self.found[name])
            cells = [c for rows in tables.values() for row in rows for c in row.values()]
            for cell in (c for c in cells if isinstance(c, dict) and "salt" in c):
                salted = bytes.fromhex(cell["salt"]) + cell["text"].encode()
                if hashlib.sha256(salted).hexdigest() != cell["sealed"]:
                    self.fault(name, "a text does not fit its commitment")
            if name != "parts/people.json" and any(
                isinstance(c, dict) and "sealed" in c and c["sealed"] not in bodies for c in cells
            ):
                self.fault(name, "a commitment does not stand in the record of the case")

    def _anchors(self) -> None:
        if ANCHORS not in self.found:
            return
        hashed = {(*row["stream"], row["seq"]): row["hash"] for row in self.entries}
        last = {(kind, subject): 0 for kind, subject, _seq in hashed}
        for anchor in json.loads(self.found[ANCHORS]):
            facts = anchor["facts"]
            message = b"bonafix anchor v1\n" + canonical(facts)
            name = f"anchor {facts['seq']}"
            known = anchor["public_key"] in self.manifest.get("anchor_keys", [])
            fits = signed(anchor["public_key"], bytes.fromhex(anchor["signature"]), message)
            if not (known and fits) or facts["operator"] != self.manifest["operator"]:
                self.fault(ANCHORS, f"{name} is not signed by this operator")
            for proof in anchor["proofs"]:
                kind, subject, seq, head = proof["leaf"]
                root = climb(
                    canonical(proof["leaf"]), proof["index"], facts["leaves"], proof["path"]
                )
                if root.hex() != facts["root"] or hashed.get((kind, subject, seq)) != head:
                    self.fault(ANCHORS, f"{name} does not hold the record of this case")
                    continue
                last[kind, subject] = max(last[kind, subject], seq)
            anchored = hashlib.sha256(message).digest()
            self._stamp(name, anchored, anchor["stamp"])
            before = anchor["stamp"]
            # Each token that renews stands over the anchor and the whole token before it.
            for renewed in anchor.get("renewals", []):
                self._stamp(name, renewal(anchored, self.found.get(before, b"")), renewed)
                before = renewed
        late = sum(seq > last[kind, subject] for kind, subject, seq in hashed)
        if late:
            self.unchecked.append(f"{late} entries of the record are not yet under an anchor.")

    def _stamp(self, name: str, anchored: bytes, stamp: str | None) -> None:
        if stamp is None:
            self.unchecked.append(f"{name} has no RFC 3161 token: its time is the operator's word.")
        elif hashlib.sha256(anchored).digest() not in self.found.get(stamp, b""):
            self.fault(stamp, f"is not a token over {name}: it belongs to something else")
        else:
            self.unchecked.append(
                f"{stamp}: the authority's signature and time. After unpacking: openssl ts -verify"
                f" -digest {hashlib.sha256(anchored).hexdigest()} -in {stamp} -CAfile AUTHORITY.pem"
            )


def report(check: Check) -> int:
    """Say what was found; the exit status."""
    lines = [f"FAULT  {name!r}: {what}" for name, what in dict.fromkeys(check.faults)]
    lines += [f"could not check  {what}" for what in check.unchecked]
    lines.append(f"{len(check.found)} members; " + ("FAULTS FOUND" if check.faults else "no fault"))
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if check.faults else 0


def main(words: list[str] | None = None) -> int:
    """The command; 0, 1 or 2."""
    parser = argparse.ArgumentParser(description="Checks a bundle of Bonafix.")
    parser.add_argument("bundle", metavar="F.zip")
    parser.add_argument("--key", required=True, metavar="K")
    given = parser.parse_args(words)
    try:
        return report(Check(given.bundle, public_key(given.key)).run())
    except WrongUse as error:
        sys.stderr.write(f"verify: {error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
