"""What one file may cost. The child sets these on itself before it reads the first byte."""

import resource
import signal
import sys
from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one job: bytes of address space, seconds, pixels of a picture, bytes of a file.

    `cpu_seconds` counts processor time (RLIMIT_CPU), `wall_seconds` the clock on the wall.
    """

    memory: int = 2048 * MIB
    cpu_seconds: int = 30
    wall_seconds: float = 60.0
    pixels: int = 120_000_000
    content: int = 256 * MIB
    answer: int = 64 * MIB


def apply(limits: Limits) -> None:
    """Bind the calling process, for ever, to memory and time; no core dumps, no big files."""
    wanted = [
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ]
    if sys.platform.startswith("linux"):  # elsewhere the address space cannot be limited
        wanted.append((resource.RLIMIT_AS, limits.memory))
    for what, most in wanted:
        _soft, hard = resource.getrlimit(what)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, bound))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds)
