"""The operator's own certificate: whoever renews the files, the house serves the new ones."""

from datetime import datetime
from pathlib import Path

from bonafix.config.engine.tls import pairs
from bonafix.config.engine.tls.plan import Tls


def refresh(tls: Tls, now: datetime) -> bool:
    """Serve what the files hold now; True when that is new. `CertificateError`, OSError."""
    pair = pairs.read(Path(tls.cert), Path(tls.key))
    pairs.check(pair, tls.name, now)
    if pair == pairs.load(tls.serving):
        return False
    pairs.store(pair, tls.serving)
    return True
