"""Pictures out of a film, decoded from memory; bounded in number, in pixels and in time.

OpenCV's FFmpeg reads the film as a stream of bytes, so nothing is written anywhere. Runs in the
limited child, as all that meets a stranger's file.
"""

import io
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import cv2

# Seconds between two pictures that are looked at, how many at most, and of which longest side.
EVERY: Final = 0.5
MOST: Final = 40
EDGE: Final = 1920
# Of the processor, for all pictures of a film together; what came until then counts.
BUDGET: Final = 15.0
# More than any clip is asked for: of the rest it is said that it was not looked at.
FRAMES_READ: Final = 6_000
UNKNOWN_RATE: Final = 25.0


@dataclass(frozen=True, slots=True)
class Frame:
    """Seconds from the beginning, and the picture: H×W uint8, its longest side at most EDGE."""

    at: float
    gray: Any


@dataclass(slots=True)
class Film:
    """What was looked at so far: pictures, seconds, and whether the end was reached."""

    looked_at: int = 0
    until: float = 0.0
    whole: bool = False


def frames(content: bytes, film: Film, budget: float = BUDGET) -> Iterator[Frame]:
    """A picture every half second until the end, the number, or the time is over.

    Nothing for what is no film. `film` tells afterwards how far it was looked at.
    """
    # The capture reads from it and does not hold it: it must live as long.
    stream = io.BytesIO(content)
    capture = _opened(stream)
    if capture is None:
        return
    try:
        yield from _taken(capture, film, budget)
    finally:
        capture.release()
        stream.close()


def _taken(capture: Any, film: Film, budget: float) -> Iterator[Frame]:
    began, rate, due = time.process_time(), _rate(capture), 0.0
    for number in range(FRAMES_READ):
        # Decoded one after another: not every film can be entered in its middle.
        if not capture.grab():
            film.whole = True
            return
        if film.looked_at >= MOST or time.process_time() - began > budget:
            return
        film.until = number / rate
        if film.until < due:
            continue
        due = film.until + EVERY
        good, picture = capture.retrieve()
        if good and picture is not None and picture.size:
            film.looked_at += 1
            yield Frame(film.until, _smaller(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)))


def _opened(stream: Any) -> Any:
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    options = [cv2.CAP_PROP_N_THREADS, 1]
    try:
        capture = cv2.VideoCapture(stream, cv2.CAP_FFMPEG, options)
    except cv2.error:
        return None
    return capture if capture.isOpened() else None


def _rate(capture: Any) -> float:
    told = float(capture.get(cv2.CAP_PROP_FPS))
    return told if 1.0 <= told <= 480.0 else UNKNOWN_RATE


def _smaller(picture: Any) -> Any:
    scale = EDGE / max(picture.shape)
    if scale >= 1:
        return picture
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
