"""The times in a bundle, with rfc3161-client and the authority's certificate. Pure."""

import hashlib
import json
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

from bonafix.evidence.bundle.proofs import WrongUse, canonical
from bonafix.evidence.bundle.verifier import ANCHORS, Check


def authorities(path: Path) -> list[x509.Certificate]:
    """The certificates of a PEM file. `WrongUse` when there are none."""
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError):
        raise WrongUse(f"{path}: this holds no certificates in PEM") from None


def check_times(check: Check, roots: list[x509.Certificate]) -> list[str]:
    """Check every token under these certificates; a line for each that holds.

    A token that does not hold becomes a fault of its member. Does nothing for a bundle that
    has faults already: its tokens would prove the time of something else.
    """
    if check.faults:
        return []
    held = []
    for anchor in json.loads(check.found.get(ANCHORS, b"[]")):
        name = anchor["stamp"]
        if name is None:
            continue
        # What was sent to the authority is the anchor's hash; it signs SHA-256 of that.
        message = hashlib.sha256(b"bonafix anchor v1\n" + canonical(anchor["facts"])).digest()
        told = _time(check.found[name], message, roots)
        if told is None:
            check.fault(name, "is not a token of the given authority")
            continue
        held.append(f"{name}: anchor {anchor['facts']['seq']} existed at {told}")
        check.unchecked = [line for line in check.unchecked if not line.startswith(f"{name}:")]
    return held


def _time(token: bytes, message: bytes, roots: list[x509.Certificate]) -> str | None:
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
    return response.tst_info.gen_time.isoformat()


def _signs(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in usage
