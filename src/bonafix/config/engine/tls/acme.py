"""Certificates by ACME (RFC 8555), challenge http-01; renewed when the authority says so.

Tested against Pebble, a real ACME server for tests; never run against a public authority.
"""

from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import requests
from acme import challenges, client, errors, messages
from acme.crypto_util import make_csr
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from josepy.errors import Error as JoseError
from josepy.jwk import JWKRSA

from bonafix.config.engine.folder import write_private
from bonafix.config.engine.tls import pairs
from bonafix.config.engine.tls.plan import Tls

# Where the authority does not say when (RFC 9773), the last third is early enough.
RENEW_BELOW = 1 / 3
ACCOUNT_BITS = 2048
NONCES = 4


def refresh(tls: Tls, now: datetime) -> bool:
    """Order a certificate when there is none for this name or it is time; True when new."""
    pair = pairs.load(_kept(tls))
    fits = pair is not None and pairs.covers(pair.leaf, tls.name)
    if fits and pair is not None and pair.remaining(now) > RENEW_BELOW:
        return _serve(tls, pair)
    try:
        ordered = _order(tls, connect(tls))
    except (errors.Error, requests.RequestException, JoseError) as error:
        if fits and pair is not None and pair.remaining(now) > 0:
            _serve(tls, pair)
        raise pairs.CertificateError(
            "acme_failed",
            "%(directory)s gave no certificate for %(name)s: %(why)s",
            directory=tls.directory,
            name=tls.name,
            why=_why(error),
        ) from error
    # Made while we waited, so it may begin after `now`.
    pairs.check(ordered, tls.name, max(now, ordered.leaf.not_valid_before_utc))
    pairs.store(ordered, _kept(tls))
    return _serve(tls, ordered)


def _kept(tls: Tls) -> Path:
    """What this authority issued stays apart from what is served, which may be another's."""
    return tls.folder / f"acme-{tls.name}.pem"


def _serve(tls: Tls, pair: pairs.Pair) -> bool:
    if pair == pairs.load(tls.serving):
        return False
    pairs.store(pair, tls.serving)
    return True


class _Patient(client.ClientNetwork):
    """Sends again when a nonce was refused, as RFC 8555, 6.5 asks; the library does so once."""

    def post(self, *args: Any, **kwargs: Any) -> requests.Response:
        """As the library's."""
        for _try in range(NONCES):
            try:
                return super().post(*args, **kwargs)
            except messages.Error as error:
                if error.code != "badNonce":
                    raise
        return super().post(*args, **kwargs)


def connect(tls: Tls) -> client.ClientV2:
    """The account of this house at the authority, made at the first time."""
    key = _account_key(tls.folder / "acme-account.key")
    net = _Patient(key, user_agent=f"bonafix/{version('bonafix')}")
    found = client.ClientV2(client.ClientV2.get_directory(tls.directory, net), net)
    told = messages.NewRegistration.from_data(email=tls.mail or None, terms_of_service_agreed=True)
    try:
        net.account = found.new_account(told)
    except errors.ConflictError as known:
        account = messages.RegistrationResource(uri=known.location, body=told)
        net.account = found.query_registration(account)
    return found


def _account_key(path: Path) -> JWKRSA:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = rsa.generate_private_key(public_exponent=65537, key_size=ACCOUNT_BITS)
        write_private(path, pairs.pem(made))
    known = JWKRSA.load(path.read_bytes())
    assert isinstance(known, JWKRSA)
    return known


def _order(tls: Tls, authority: client.ClientV2) -> pairs.Pair:
    key = pairs.pem(ec.generate_private_key(ec.SECP256R1()))
    order = authority.new_order(make_csr(key.encode(), [tls.name]))
    laid: list[Path] = []
    try:
        for one in order.authorizations:
            laid.append(_answer(tls, authority, one))
        done = authority.poll_and_finalize(order)
    finally:
        for path in laid:
            path.unlink(missing_ok=True)
    return pairs.Pair(done.fullchain_pem, key)


def _answer(tls: Tls, authority: client.ClientV2, what: messages.AuthorizationResource) -> Path:
    """Lay out the proof that this name leads here, and say that it is there."""
    offered = [one for one in what.body.challenges if isinstance(one.chall, challenges.HTTP01)]
    if not offered:
        raise errors.Error("the authority offers no http-01 challenge")
    response, proof = offered[0].response_and_validation(authority.net.key)
    tls.challenges.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = tls.challenges / str(offered[0].chall.encode("token"))
    write_private(path, proof)
    if what.body.status != messages.STATUS_VALID:
        authority.answer_challenge(offered[0], response)
    return path


def _why(error: Exception) -> str:
    if isinstance(error, errors.ValidationError):
        troubles = [
            str(one.error.detail)
            for authz in error.failed_authzrs
            for one in authz.body.challenges
            if one.error is not None
        ]
        return "; ".join(troubles) or "it could not reach this house at the plain port"
    if isinstance(error, messages.Error):
        return str(error.detail or error.description or error.typ)
    if isinstance(error, requests.RequestException):
        return f"it cannot be reached ({type(error).__name__})"
    return str(error) or type(error).__name__
