"""The process that keeps the served certificate valid.

`python -m bonafix.config.engine.tls.keeper PLAN [--once]`. With `--once` it sees that there is
a certificate and ends: 0, or 3 with one sentence. Otherwise it looks again every minute; the
supervisor sees that the served file has changed and starts the web processes anew, one after
the other.
"""

import json
import random
import signal
import sys
import threading

from bonafix.config.engine.errors import SAYS_WHY
from bonafix.config.engine.tls import authority, own, pairs
from bonafix.config.engine.tls.plan import Tls

LOOK_SECONDS = 60.0
# Public authorities allow a handful of failed tries an hour.
FIRST_PAUSE, LONGEST_PAUSE = 900.0, 6 * 3600.0


def refresh(tls: Tls) -> bool:
    """True when something new is served from now on. `CertificateError`, OSError."""
    if tls.kind == "own":
        return own.refresh(tls, pairs.instant())
    if tls.kind == "local":
        return authority.refresh(tls, pairs.instant())
    # Only who needs it waits for its imports.
    from bonafix.config.engine.tls import acme

    return acme.refresh(tls, pairs.instant())


def sentence(error: Exception) -> str:
    """What went wrong, in one line."""
    if isinstance(error, pairs.CertificateError):
        return error.sentence()
    assert isinstance(error, OSError)
    return f"{error.filename or 'system'}: {error.strerror}"


def keep(tls: Tls, stop: threading.Event) -> None:
    """Until told to stop; what fails is said, and tried again after a longer and longer pause."""
    pause = FIRST_PAUSE
    while not stop.wait(LOOK_SECONDS):
        try:
            refresh(tls)
            pause = FIRST_PAUSE
        except (pairs.CertificateError, OSError) as error:
            print(json.dumps({"level": "warning", "event": sentence(error)}), flush=True)  # noqa: T201
            if tls.kind == "acme":
                stop.wait(pause * random.uniform(0.8, 1.2))  # noqa: S311  no secret
                pause = min(2 * pause, LONGEST_PAUSE)


def _may_go_on(tls: Tls) -> bool:
    """True when what is served already is still good: no reason not to open."""
    kept = pairs.load(tls.serving)
    good = kept is not None and pairs.covers(kept.leaf, tls.name)
    return kept is not None and good and kept.remaining(pairs.instant()) > 0


def main(words: list[str]) -> int:
    """See above."""
    tls = Tls.load(words[0])
    if "--once" in words:
        try:
            refresh(tls)
        except (pairs.CertificateError, OSError) as error:
            if tls.kind == "acme" and _may_go_on(tls):
                return 0
            print(sentence(error), flush=True)  # noqa: T201
            return SAYS_WHY
        return 0
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    keep(tls, stop)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
