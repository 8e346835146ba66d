"""C2PA files signed here, with certificates made here: what a camera or a generator writes."""

import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from c2pa import Builder, C2paSignerInfo, Context, Settings, Signer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

YEAR = 366 * 86_400
IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"


@dataclass(frozen=True)
class Keys:
    """A certificate chain (leaf first) and the leaf's key, PEM; the root is the trust anchor."""

    chain: str
    key: str
    root: str


def _name(text: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, text),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Bonafix tests"),
        ]
    )


@lru_cache
def keys(seconds: int) -> Keys:
    """A chain whose leaf is valid for so many seconds from now."""
    now = datetime.now(UTC)
    start = now - timedelta(days=400)
    end = now + timedelta(seconds=seconds)
    root_key, leaf_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    root_usage = x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=True, crl_sign=True,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    root_id = x509.SubjectKeyIdentifier.from_public_key(root_key.public_key())
    root = (
        x509.CertificateBuilder()
        .subject_name(_name("Test root"))
        .issuer_name(_name("Test root"))
        .public_key(root_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(now + timedelta(days=800))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(root_usage, critical=True)
        .add_extension(root_id, critical=False)
        .sign(root_key, hashes.SHA256())
    )
    leaf = (
        x509.CertificateBuilder()
        .subject_name(_name("Test camera"))
        .issuer_name(_name("Test root"))
        .public_key(leaf_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
        )
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(leaf_key.public_key()), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(root_id), critical=False
        )
        .sign(root_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    key = leaf_key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain = leaf.public_bytes(pem) + root.public_bytes(pem)
    return Keys(chain.decode(), key.decode(), root.public_bytes(pem).decode())


def sign(
    content: bytes,
    source_type: str | None = None,
    mime: str = "image/jpeg",
    ingredients: tuple[tuple[str, bytes], ...] = (),
    held: Keys | None = None,
    action: str = "c2pa.created",
    program: str = "bonafix-tests",
) -> bytes:
    """`content` with a manifest that declares `source_type`, over the parts given."""
    held = held or keys(YEAR)
    first: dict[str, object] = {"action": "c2pa.opened" if ingredients else action}
    if ingredients:
        first["parameters"] = {"ingredientIds": [title for title, _part in ingredients]}
    if source_type and not ingredients:
        first["digitalSourceType"] = source_type
    actions = [first]
    if source_type and ingredients:
        actions.append({"action": "c2pa.edited", "digitalSourceType": source_type})
    manifest = {
        "claim_generator_info": [{"name": program, "version": "1"}],
        "title": "claim",
        "assertions": [{"label": "c2pa.actions", "data": {"actions": actions}}],
    }
    settings = Settings.from_dict(
        {
            "verify": {"verify_after_sign": False, "verify_trust": False},
            "builder": {"thumbnail": {"enabled": False}},
        }
    )
    out = io.BytesIO()
    info = C2paSignerInfo(b"es256", held.chain.encode(), held.key.encode(), None)
    with (
        Context(settings) as context,
        Signer.from_info(info) as signer,
        Builder(json.dumps(manifest), context=context) as builder,
    ):
        for title, part in ingredients:
            relation = {"title": title, "relationship": "parentOf", "label": title}
            builder.add_ingredient(json.dumps(relation), "image/jpeg", io.BytesIO(part))
        builder.sign(signer, mime, io.BytesIO(content), out)
    return out.getvalue()
