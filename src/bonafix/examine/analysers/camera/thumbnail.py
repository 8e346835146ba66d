"""Whether the small picture inside EXIF shows the same as the picture itself."""

from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter, ImageStat

from bonafix.examine.reading import pixels

EDGE = 64
# Below: two pictures of which one is no copy of the other. Self-made pairs (saved again at
# quality 30 to 95, sharpened, brightened, bars around) stay above .95; other pictures of the
# same set below .8.
UNLIKE = 0.85
ALIKE = 0.5
# Grey levels by which a patch of the picture (of 16 × 16 patches) must differ to be named.
PATCH_DIFFERS = 45
PATCHES = 16


@dataclass(frozen=True, slots=True)
class Compared:
    """Correlation of the two, -1 to 1, and the patches that differ (column, row of 16)."""

    correlation: float
    patches: tuple[tuple[int, int], ...]

    @property
    def in_part(self) -> bool:
        """Alike on the whole, and different in a quarter of it at most."""
        return self.correlation >= ALIKE and 0 < len(self.patches) <= PATCHES**2 // 4


def compare(content: bytes, thumbnail: bytes) -> Compared | None:
    """Both in grey at 64 × 64 without the thumbnail's bars; None when one cannot be read."""
    try:
        large = _raw(content)
        small = _raw(thumbnail)
    except pixels.NoPixels:
        return None
    small = _without_bars(small, large.width / large.height)
    first = _grey(large)
    second = _grey(small)
    correlation = _correlation(first, second)
    return Compared(correlation, _patches(first, second))


def _raw(content: bytes) -> Image.Image:
    """The picture as stored (not turned): EXIF turns both alike."""
    picture = pixels.opened(content)
    try:
        picture.draft("L", (EDGE * 2, EDGE * 2))
        picture.load()
    except pixels.DECODER_ERRORS as error:
        raise pixels.NoPixels("damaged") from error
    return picture


def _without_bars(small: Image.Image, ratio: float) -> Image.Image:
    """Thumbnails are 4:3; wider pictures get bars, which are cut off here."""
    width, height = small.size
    if width / height < ratio * 0.99:
        kept = round(width / ratio)
        top = (height - kept) // 2
        return small.crop((0, top, width, top + kept)) if kept > 8 else small
    if width / height > ratio * 1.01:
        kept = round(height * ratio)
        left = (width - kept) // 2
        return small.crop((left, 0, left + kept, height)) if kept > 8 else small
    return small


def _grey(picture: Image.Image) -> Image.Image:
    small = picture.convert("L").resize((EDGE, EDGE), Image.Resampling.BOX)
    return small.filter(ImageFilter.GaussianBlur(1))


def _correlation(first: Image.Image, second: Image.Image) -> float:
    one, two = ImageStat.Stat(first), ImageStat.Stat(second)
    if min(one.stddev[0], two.stddev[0]) < 2:  # nothing to see in one of them
        return 1.0 if abs(one.mean[0] - two.mean[0]) < PATCH_DIFFERS else 0.0
    pairs = zip(first.tobytes(), second.tobytes(), strict=True)
    total = sum((a - one.mean[0]) * (b - two.mean[0]) for a, b in pairs)
    return float(total / (EDGE * EDGE * one.stddev[0] * two.stddev[0]))


def _patches(first: Image.Image, second: Image.Image) -> tuple[tuple[int, int], ...]:
    """Patches that differ after both have the same mean and contrast."""
    one, two = ImageStat.Stat(first), ImageStat.Stat(second)
    gain = one.stddev[0] / max(two.stddev[0], 2.0)
    shift = one.mean[0] - gain * two.mean[0]
    even = second.point(lambda v: max(0, min(255, gain * v + shift)))
    difference = ImageChops.difference(first, even).resize((PATCHES, PATCHES), Image.Resampling.BOX)
    values = difference.tobytes()
    return tuple((at % PATCHES, at // PATCHES) for at, v in enumerate(values) if v >= PATCH_DIFFERS)
