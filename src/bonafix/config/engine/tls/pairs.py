"""A certificate with its key: read, checked, laid out for the web processes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from bonafix.config.engine.errors import EngineError
from bonafix.config.engine.folder import write_private
from bonafix.config.engine.tls.plan import is_address


class CertificateError(EngineError):
    """A certificate that cannot be served."""


@dataclass(frozen=True)
class Pair:
    """The chain, the server's own certificate first, and its key; both PEM, the key PKCS #8."""

    chain: str
    key: str

    @property
    def leaf(self) -> x509.Certificate:
        """The server's own certificate."""
        return x509.load_pem_x509_certificate(self.chain.encode())

    def remaining(self, now: datetime) -> float:
        """Which part of its life is left: 1 when new, 0 or less when it is over."""
        leaf = self.leaf
        life: timedelta = leaf.not_valid_after_utc - leaf.not_valid_before_utc
        return (leaf.not_valid_after_utc - now) / life


def read(cert: Path, key: Path) -> Pair:
    """Two files of the operator. `CertificateError` when they are not what they should be."""
    try:
        chain = x509.load_pem_x509_certificates(cert.read_bytes())
    except ValueError as error:
        raise CertificateError(
            "bad_certificate", "%(path)s holds no certificate in PEM form.", path=cert
        ) from error
    try:
        private = load_pem_private_key(key.read_bytes(), None)
    except (ValueError, TypeError) as error:
        raise CertificateError(
            "bad_key", "%(path)s holds no private key in PEM form without a password.", path=key
        ) from error
    if _public(private) != chain[0].public_key().public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    ):
        raise CertificateError(
            "other_key",
            "The key in %(key)s is not that of the first certificate in %(cert)s.",
            key=key,
            cert=cert,
        )
    return Pair("".join(one.public_bytes(Encoding.PEM).decode() for one in chain), pem(private))


def load(serving: Path) -> Pair | None:
    """What is being served; None when nothing is, or nothing that can be read."""
    try:
        return read(serving, serving)
    except (OSError, CertificateError):
        return None


def store(pair: Pair, serving: Path) -> None:
    """Lay it out for the web processes, all at once; they are started anew when it changes."""
    serving.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(serving, pair.chain + pair.key)


def check(pair: Pair, name: str, now: datetime) -> None:
    """`CertificateError` unless it is valid now and for this name."""
    leaf = pair.leaf
    ends = leaf.not_valid_after_utc
    if not leaf.not_valid_before_utc <= now < ends:
        raise CertificateError(
            "certificate_over",
            "The certificate for %(name)s is valid from %(start)s to %(end)s only.",
            name=name,
            start=leaf.not_valid_before_utc.date(),
            end=ends.date(),
        )
    if not covers(leaf, name):
        raise CertificateError(
            "other_name",
            "The certificate is not for %(name)s but for %(names)s.",
            name=name,
            names=", ".join(_names(leaf)) or "no name at all",
        )


def covers(leaf: x509.Certificate, name: str) -> bool:
    """True when the certificate speaks for this name, by itself or by `*.` (RFC 6125, 6.4.3)."""
    if is_address(name):
        return str(ip_address(name)) in _names(leaf)
    _first, _, rest = name.partition(".")
    known = {one.lower() for one in _names(leaf)}
    return name.lower() in known or (rest != "" and f"*.{rest.lower()}" in known)


def _names(leaf: x509.Certificate) -> list[str]:
    try:
        found = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    addresses = found.get_values_for_type(x509.IPAddress)
    return [*found.get_values_for_type(x509.DNSName), *(str(one) for one in addresses)]


def pem(key: PrivateKeyTypes) -> str:
    """A private key as the web server wants it."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _public(key: PrivateKeyTypes) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def instant() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)
