"""What a file is, by its first bytes; its name is never believed."""

from dataclasses import dataclass
from typing import Literal

Media = Literal["picture", "video", "sound", "document", "unknown"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A format: `name` for people, MIME type, the extensions that fit, what it holds."""

    name: str
    mime: str
    media: Media
    extensions: tuple[str, ...]


JPEG = Kind("JPEG", "image/jpeg", "picture", ("jpg", "jpeg", "jpe", "jfif", "mpo"))
PNG = Kind("PNG", "image/png", "picture", ("png", "apng"))
GIF = Kind("GIF", "image/gif", "picture", ("gif",))
WEBP = Kind("WebP", "image/webp", "picture", ("webp",))
TIFF = Kind("TIFF", "image/tiff", "picture", ("tif", "tiff", "dng", "nef", "arw", "cr2"))
HEIC = Kind("HEIC", "image/heic", "picture", ("heic", "heif", "hif"))
AVIF = Kind("AVIF", "image/avif", "picture", ("avif",))
BMP = Kind("BMP", "image/bmp", "picture", ("bmp", "dib"))
MP4 = Kind("MP4", "video/mp4", "video", ("mp4", "m4v", "3gp"))
MOV = Kind("QuickTime", "video/quicktime", "video", ("mov", "qt"))
M4A = Kind("M4A", "audio/mp4", "sound", ("m4a", "aac"))
MKV = Kind("Matroska", "video/x-matroska", "video", ("mkv", "mka", "webm"))
WAV = Kind("WAV", "audio/wav", "sound", ("wav", "wave"))
AVI = Kind("AVI", "video/x-msvideo", "video", ("avi",))
MP3 = Kind("MP3", "audio/mpeg", "sound", ("mp3",))
AMR = Kind("AMR", "audio/amr", "sound", ("amr",))
FLAC = Kind("FLAC", "audio/flac", "sound", ("flac",))
OGG = Kind("Ogg", "audio/ogg", "sound", ("ogg", "oga", "opus"))
PDF = Kind("PDF", "application/pdf", "document", ("pdf",))
UNKNOWN = Kind("unknown", "application/octet-stream", "unknown", ())

_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"II+\0", TIFF),
    (b"MM\0+", TIFF),
    (b"\x1aE\xdf\xa3", MKV),
    (b"ID3", MP3),
    (b"#!AMR", AMR),
    (b"fLaC", FLAC),
    (b"OggS", OGG),
    (b"BM", BMP),
)
_RIFF = {b"WEBP": WEBP, b"WAVE": WAV, b"AVI ": AVI}
_BRANDS = {
    b"avif": AVIF, b"avis": AVIF, b"heic": HEIC, b"heix": HEIC, b"heim": HEIC, b"heis": HEIC,
    b"hevc": HEIC, b"mif1": HEIC, b"msf1": HEIC, b"qt  ": MOV, b"M4A ": M4A, b"M4B ": M4A,
}  # fmt: skip
# Atoms that begin QuickTime files made before `ftyp` existed.
_OLD_ATOMS = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")


def kind_of(content: bytes) -> Kind:
    """The format of the file by its first bytes; UNKNOWN when none of ours."""
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content[:4] in (b"RIFF", b"RF64"):
        return _RIFF.get(content[8:12], UNKNOWN)
    if content[4:8] == b"ftyp":
        return _by_brand(content)
    return _without_magic(content)


def _without_magic(content: bytes) -> Kind:
    if content[4:8] in _OLD_ATOMS:
        return MOV
    if b"%PDF-" in content[:1024]:
        return PDF
    # An MPEG audio frame: eleven bits set, a layer and a bit rate that exist.
    if len(content) > 3 and content[0] == 0xFF and content[1] & 0xE6 in (0xE2, 0xE4, 0xE6):
        return MP3 if content[2] & 0xF0 != 0xF0 else UNKNOWN
    return UNKNOWN


def _by_brand(content: bytes) -> Kind:
    if kind := _BRANDS.get(content[8:12]):
        # mif1 is any still picture; the compatible brands say which.
        return AVIF if kind is HEIC and b"avif" in content[16:64] else kind
    return MP4


def extension_of(name: str) -> str:
    """The extension of a file's name in small letters, without the dot."""
    _stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and "/" not in extension else ""
