"""A local authority, for trials: a telephone that trusts its root can use camera and location.

The root is good for this one name only (name constraints, RFC 5280, 4.2.1.10): whoever takes
its key can pose as this house, and as nobody else.
"""

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from bonafix.config.engine.folder import write_private
from bonafix.config.engine.tls import pairs
from bonafix.config.engine.tls.plan import Tls, is_address

ROOT_LIFE = timedelta(days=2 * 365)
LIFE = timedelta(days=90)
RENEW_BELOW = 1 / 3
# Clocks of telephones differ.
EARLIER = timedelta(days=1)


def refresh(tls: Tls, now: datetime) -> bool:
    """Make root and certificate where they are missing or old; True when there is a new one."""
    pair = pairs.load(tls.serving)
    root = _root(tls, now)
    if pair is not None and _still_good(pair, root, tls.name, now):
        return False
    pairs.store(_issue(tls.name, root, now), tls.serving)
    return True


def _still_good(pair: pairs.Pair, root: pairs.Pair, name: str, now: datetime) -> bool:
    ours = pair.leaf.issuer == root.leaf.subject and pairs.covers(pair.leaf, name)
    return ours and pair.remaining(now) > RENEW_BELOW


def root_file(tls: Tls) -> Path:
    """The root's certificate; telephones may have it."""
    return tls.folder / f"authority-{tls.name.replace(':', '-')}.pem"


def fingerprint(tls: Tls) -> str:
    """SHA-256 of the root, to be compared by eye before it is trusted."""
    text = x509.load_pem_x509_certificate(root_file(tls).read_bytes()).fingerprint(SHA256()).hex()
    return ":".join(text[n : n + 2] for n in range(0, len(text), 2)).upper()


def _root(tls: Tls, now: datetime) -> pairs.Pair:
    cert, key = root_file(tls), root_file(tls).with_suffix(".key")
    if cert.exists() and key.exists():
        known = pairs.read(cert, key)
        # A certificate never outlives the root that vouches for it.
        if known.leaf.not_valid_after_utc > now + LIFE:
            return known
    tls.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = _make_root(tls.name, now)
    write_private(key, made.key)
    write_private(cert, made.chain)
    return made


def _make_root(name: str, now: datetime) -> pairs.Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    who = _called(f"Bonafix trial authority for {name}, {now:%Y-%m-%d %H:%M:%S}")
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    cert = (
        _builder(who, who, key.public_key(), now, ROOT_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(_only_for(name), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    return pairs.Pair(cert.public_bytes(Encoding.PEM).decode(), pairs.pem(key))


def _issue(name: str, root: pairs.Pair, now: datetime) -> pairs.Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    root_key = load_pem_private_key(root.key.encode(), None)
    assert isinstance(root_key, ec.EllipticCurvePrivateKey)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    by = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    cert = (
        _builder(_called("Bonafix trial"), root.leaf.subject, key.public_key(), now, LIFE)
        .add_extension(x509.SubjectAlternativeName([_general(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=False)
        .add_extension(by, critical=False)
        .sign(root_key, SHA256())
    )
    chain = cert.public_bytes(Encoding.PEM).decode() + root.chain
    return pairs.Pair(chain, pairs.pem(key))


def _builder(
    who: x509.Name, by: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(by)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now + life)
    )


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _general(name: str) -> x509.GeneralName:
    return x509.IPAddress(ip_address(name)) if is_address(name) else x509.DNSName(name)


def _only_for(name: str) -> x509.NameConstraints:
    """What is not constrained is permitted, so both kinds of names are."""
    if is_address(name):
        nothing = x509.DNSName("invalid")
        return x509.NameConstraints([x509.IPAddress(ip_network(name)), nothing], None)
    everywhere = [x509.IPAddress(ip_network(net)) for net in ("0.0.0.0/0", "::/0")]
    return x509.NameConstraints([x509.DNSName(name)], everywhere)
