"""The times in a bundle, with rfc3161-client and the authority's certificate. Pure."""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

from bonafix.evidence.bundle.proofs import WrongUse, canonical
from bonafix.evidence.bundle.verifier import ANCHORS, Check, renewal


def authorities(path: Path) -> list[x509.Certificate]:
    """The certificates of a PEM file. `WrongUse` when there are none."""
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError):
        raise WrongUse(f"{path}: this holds no certificates in PEM") from None


def check_times(check: Check, roots: list[x509.Certificate], now: datetime) -> list[str]:
    """Check every token under these certificates; a line for each anchor whose tokens hold.

    A token that does not hold becomes a fault of its member, and so does one that was renewed
    after its certificate had ended. Does nothing for a bundle that has faults already: its
    tokens would prove the time of something else.
    """
    if check.faults:
        return []
    held: list[str] = []
    for anchor in json.loads(check.found.get(ANCHORS, b"[]")):
        if anchor["stamp"] is not None:
            held += _anchor_times(check, anchor, roots, now)
    return held


def _anchor_times(
    check: Check, anchor: dict[str, Any], roots: list[x509.Certificate], now: datetime
) -> list[str]:
    """The first token says since when; each further one, that the one before still held then."""
    # What was sent to the authority is the anchor's hash; it signs SHA-256 of that.
    anchored = hashlib.sha256(b"bonafix anchor v1\n" + canonical(anchor["facts"])).digest()
    message, first, ends = anchored, "", None
    for name in (anchor["stamp"], *anchor.get("renewals", [])):
        token = check.found[name]
        told = _time(token, message, roots)
        if told is None:
            check.fault(name, "is not a token of the given authority")
            return []
        if ends is not None and told > ends:
            check.fault(name, "came after the certificate of the token before had ended")
            return []
        first, ends = first or told.isoformat(), expires_at(token)
        message = renewal(anchored, token)
        check.unchecked = [line for line in check.unchecked if not line.startswith(f"{name}:")]
    if ends is not None and ends < now:
        check.unchecked.append(
            f"anchor {anchor['facts']['seq']}: the certificate of its newest token ended on"
            f" {ends.date().isoformat()}; whether its key was safe since then, nothing here says."
        )
    seq, start = anchor["facts"]["seq"], anchor["stamp"]
    renewed = len(anchor.get("renewals", []))
    more = f", renewed {renewed} times" if renewed else ""
    return [f"{start}: anchor {seq} existed at {first}{more}"]


def _time(token: bytes, message: bytes, roots: list[x509.Certificate]) -> datetime | None:
    """When the authority signed, by its certificate as it stood then; None when it did not.

    All certificates together, for those that sign each other; then each alone: an authority
    often keeps its name when it gets a new certificate, and then one hides the other.
    """
    for tried in (roots, *([one] for one in roots)):
        if (told := _signed_at(token, message, tried)) is not None:
            return told
    return None


def _signed_at(token: bytes, message: bytes, roots: list[x509.Certificate]) -> datetime | None:
    try:
        response = decode_timestamp_response(token)
        builder = VerifierBuilder()
        for root in roots:
            builder = builder.add_root_certificate(root)
        if len(roots) == 1:
            # An authority may sign with the very certificate that is trusted, and leave it out.
            builder = builder.tsa_certificate(roots[0]) if _signs(roots[0]) else builder
        builder.build().verify_message(response, message)
    except (VerificationError, ValueError):
        return None
    return response.tst_info.gen_time


def expires_at(token: bytes) -> datetime | None:
    """When the certificate of a token's signer ends; None where the token carries none."""
    signed = decode_timestamp_response(token).signed_data
    certificates = [x509.load_der_x509_certificate(one) for one in signed.certificates]
    names = {(one.issuer, one.serial_number) for one in signed.signer_infos}
    ends = [x.not_valid_after_utc for x in certificates if (x.issuer, x.serial_number) in names]
    return ends[0] if ends else None


def _signs(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in usage
