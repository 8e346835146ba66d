"""Files made by code that carry a label, one builder for each carrier."""

import io
import json
import struct
import zlib
from collections.abc import Callable

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject

LABEL = {
    "Label": "1",
    "ContentProducer": "001191110102MACQD9K64010000",
    "ProduceID": "cc75f5e99aae4210",
    "ReservedCode1": "",
    "ContentPropagator": "",
    "PropagateID": "",
    "ReservedCode2": "",
}
SPACE = "http://www.tc260.org.cn/ns/AIGC/1.0/"


def words(label: dict[str, str] | None = None) -> str:
    return json.dumps(LABEL if label is None else label, ensure_ascii=False, separators=(",", ":"))


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def xmp(body: str, attributes: str = "") -> bytes:
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" xmlns:TC260="{SPACE}"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        f" {attributes}>{body}</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="w"?>'
    ).encode()


def element(text: str) -> bytes:
    return xmp(f"<TC260:AIGC>{escaped(text)}</TC260:AIGC>")


def attribute(text: str) -> bytes:
    return xmp("", f'TC260:AIGC="{escaped(text)}"')


def picture() -> Image.Image:
    return Image.linear_gradient("L").resize((96, 64)).convert("RGB")


def saved(kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture().save(out, kind, **options)
    return out.getvalue()


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body


def jpeg(*segments: bytes, trailer: bytes = b"") -> bytes:
    plain = saved("JPEG")
    return plain[:2] + b"".join(segments) + plain[2:] + trailer


def chunk(name: bytes, body: bytes) -> bytes:
    crc = zlib.crc32(name + body).to_bytes(4, "big")
    return len(body).to_bytes(4, "big") + name + body + crc


def png(*chunks: bytes, trailer: bytes = b"") -> bytes:
    plain = saved("PNG")
    return plain[:33] + b"".join(chunks) + plain[33:] + trailer


def itxt(key: str, text: bytes, packed: bool = False) -> bytes:
    body = zlib.compress(text) if packed else text
    return chunk(b"iTXt", key.encode() + b"\0" + bytes([packed, 0]) + b"\0\0" + body)


def exif(tags: dict[int, object], inner: dict[int, object] | None = None) -> bytes:
    block = Image.Exif()
    for tag, value in tags.items():
        block[tag] = value
    if inner:
        block.get_ifd(0x8769).update(inner)
    return block.tobytes()


def thumbnail_exif(small: bytes, orientation: int = 1, make: bytes = b"") -> bytes:
    """EXIF with a maker and, in its second folder, the small picture given."""
    maker = make + b"\0"

    def entry(tag: int, kind: int, value: int, count: int = 1) -> bytes:
        return struct.pack("<HHII", tag, kind, count, value)

    first = 8 + 2 + 24 + 4
    words = first + 2 + 24 + 4
    at = words + len(maker)
    return b"".join(
        (
            b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2),
            entry(0x010F, 2, words, len(maker)) + entry(0x0112, 3, orientation),
            struct.pack("<IH", first, 2) + entry(0x0201, 4, at) + entry(0x0202, 4, len(small)),
            bytes(4) + maker + small,
        )
    )


def extended(packet: bytes) -> bytes:
    guid = b"0123456789ABCDEF0123456789ABCDEF"
    main = xmp(
        "",
        f'xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="{guid.decode()}"',
    )
    half = len(packet) // 2
    pieces = b"".join(
        segment(
            0xE1,
            b"http://ns.adobe.com/xmp/extension/\0"
            + guid
            + struct.pack(">II", len(packet), at)
            + packet[at:end],
        )
        for at, end in ((half, len(packet)), (0, half))  # out of order, as they may come
    )
    return jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + main), pieces)


def gif(packet: bytes) -> bytes:
    plain = saved("GIF")
    magic = bytes([1, *range(255, -1, -1), 0])
    block = b"\x21\xff\x0bXMP DataXMP" + packet + magic
    return plain[:-1] + block + b"\x3b"


def box(name: bytes, body: bytes) -> bytes:
    return (len(body) + 8).to_bytes(4, "big") + name + body


def mp4(meta: bytes = b"", after: bytes = b"") -> bytes:
    moov = box(b"moov", box(b"mvhd", bytes(100)) + box(b"udta", meta))
    return box(b"ftyp", b"isom\0\0\0\0isomavc1") + moov + after + box(b"mdat", bytes(64))


def meta_keys(key: str, text: str, quicktime: bool = False) -> bytes:
    handler = box(b"hdlr", bytes(8) + b"mdta" + bytes(12))
    keys = box(b"keys", bytes(4) + (1).to_bytes(4, "big") + box(b"mdta", key.encode()))
    data = box(b"data", (1).to_bytes(4, "big") + bytes(4) + text.encode())
    listed = box(b"ilst", box((1).to_bytes(4, "big"), data))
    return box(b"meta", (b"" if quicktime else bytes(4)) + handler + keys + listed)


def meta_freeform(key: str, text: str) -> bytes:
    data = box(b"data", (1).to_bytes(4, "big") + bytes(4) + text.encode())
    free = box(
        b"----",
        box(b"mean", bytes(4) + b"com.example") + box(b"name", bytes(4) + key.encode()) + data,
    )
    return box(
        b"meta", bytes(4) + box(b"hdlr", bytes(8) + b"mdir" + bytes(12)) + box(b"ilst", free)
    )


def heif(kind: bytes, item: bytes) -> bytes:
    """A still picture's file with one item of metadata and no picture in it."""
    media = b"application/rdf+xml\0" if kind == b"mime" else b""
    entry = box(b"infe", b"\2\0\0\0" + b"\0\1\0\0" + kind + b"\0" + media)
    listed = box(b"iinf", bytes(4) + b"\0\1" + entry)
    head = box(b"ftyp", b"heic\0\0\0\0mif1heic")

    def placed(at: int) -> bytes:
        where = struct.pack(">HHHII", 1, 0, 1, at, len(item))
        place = box(b"iloc", bytes(4) + b"\x44\0" + b"\0\1" + where)
        return head + box(b"meta", bytes(4) + listed + place)

    start = len(placed(0)) + 8
    return placed(start) + box(b"mdat", item)


def ebml(name: int, body: bytes) -> bytes:
    raw = name.to_bytes((name.bit_length() + 7) // 8, "big")
    return raw + (len(body) | 1 << 28).to_bytes(4, "big") + body


def mkv(key: str, text: str) -> bytes:
    tag = ebml(0x67C8, ebml(0x45A3, key.encode()) + ebml(0x4487, text.encode()))
    segment_ = ebml(0x18538067, ebml(0x1254C367, ebml(0x7373, ebml(0x63C0, b"") + tag)))
    return ebml(0x1A45DFA3, ebml(0x4282, b"matroska")) + segment_


def riff(form: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    body = b"".join(
        name + len(one).to_bytes(4, "little") + one + b"\0" * (len(one) & 1) for name, one in chunks
    )
    return b"RIFF" + (len(body) + 4).to_bytes(4, "little") + form + body


def wav(*chunks: tuple[bytes, bytes]) -> bytes:
    header = struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8)
    return riff(b"WAVE", (b"fmt ", header), (b"data", bytes(80)), *chunks)


def synchsafe(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


def mp3(key: str, text: str, version: int = 4, code: int = 3) -> bytes:
    names = {3: "utf-8", 1: "utf-16"}
    zero = b"\0\0" if code == 1 else b"\0"
    body = bytes([code]) + key.encode(names[code]) + zero + text.encode(names[code])
    length = synchsafe(len(body)) if version == 4 else len(body).to_bytes(4, "big")
    frame = b"TXXX" + length + b"\0\0" + body
    return (
        b"ID3"
        + bytes([version, 0, 0])
        + synchsafe(len(frame))
        + frame
        + b"\xff\xfb\x90\0"
        + bytes(400)
    )


def pdf(info: dict[str, str] | None = None, packet: bytes = b"") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    if info:
        writer.add_metadata({f"/{key}": value for key, value in info.items()})
    if packet:
        stream = StreamObject()
        stream.set_data(packet)
        stream[NameObject("/Type")] = NameObject("/Metadata")
        writer.root_object[NameObject("/Metadata")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def user_comment(text: str, code: bytes = b"ASCII\0\0\0") -> bytes:
    return exif({}, {0x9286: code + text.encode()})


def wrapped(text: str) -> str:
    return '{"AIGC":' + text + "}"


def wide(text: str, name: str) -> bytes:
    """The packet with two or four bytes for a sign, as XMP allows."""
    return element(text).decode().encode(name)


def raw_profile(kind: str, body: bytes) -> bytes:
    """A profile as ImageMagick keeps it in a PNG: hexadecimal, packed."""
    text = f"\n{kind}\n{len(body):8d}\n{body.hex()}\n".encode()
    return chunk(b"zTXt", f"Raw profile type {kind}".encode() + b"\0\0" + zlib.compress(text))


def iptc(text: str) -> bytes:
    """An IPTC caption (2:120) in a Photoshop resource, as APP13 holds it."""
    body = b"\x1c\x02\x78" + struct.pack(">H", len(text.encode())) + text.encode()
    padded = body + b"\0" * (len(body) & 1)
    return b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(body)) + padded


def flac(comment: str) -> bytes:
    """A FLAC file with one Vorbis comment and no sound."""
    told = comment.encode()
    block = struct.pack("<I", 4) + b"test" + struct.pack("<II", 1, len(told)) + told
    return (
        b"fLaC\0" + (34).to_bytes(3, "big") + bytes(34) + b"\x84" + len(block).to_bytes(3, "big")
    ) + block


XMP_HEAD = b"http://ns.adobe.com/xap/1.0/\0"
XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
# Malformed as some writers leave it: the closing tags are missing.
BROKEN = (
    '<?xpacket begin=""??><x:xmpmeta xmlns:x="adobe:ns:meta/"/><rdf:Description'
    f' xmlns:TC260="{SPACE}"><TC260:AIGC>%s</TC260:AIGC>'
)

# name → the file with a label of these words
CARRIERS: dict[str, Callable[[str], bytes]] = {
    "png itxt": lambda t: png(itxt("XML:com.adobe.xmp", element(t))),
    "png itxt packed": lambda t: png(itxt("XML:com.adobe.xmp", element(t), packed=True)),
    "png itxt attribute": lambda t: png(itxt("XML:com.adobe.xmp", attribute(t))),
    "png itxt malformed": lambda t: png(itxt("XML:com.adobe.xmp", (BROKEN % escaped(t)).encode())),
    "png text xmp": lambda t: png(chunk(b"tEXt", b"XML:com.adobe.xmp\0" + element(t))),
    "png text": lambda t: png(chunk(b"tEXt", b"AIGC\0" + t.encode())),
    "png ztxt": lambda t: png(chunk(b"zTXt", b"AIGC\0\0" + zlib.compress(t.encode()))),
    "png itxt key": lambda t: png(itxt("AIGC", t.encode())),
    "png exif": lambda t: png(chunk(b"eXIf", user_comment(wrapped(t))[6:])),
    "png trailer": lambda t: png(trailer=b"\0" * 40 + b"AIGC" + t.encode()),
    "jpeg app1": lambda t: jpeg(segment(0xE1, XMP_HEAD + element(t))),
    "jpeg app1 attribute": lambda t: jpeg(segment(0xE1, XMP_HEAD + attribute(t))),
    "jpeg app1 short head": lambda t: jpeg(segment(0xE1, b"XMP\0XMP\0" + element(t))),
    "jpeg extended": lambda t: extended(element(t)),
    "jpeg usercomment": lambda t: jpeg(segment(0xE1, user_comment(wrapped(t)))),
    "jpeg usercomment bare": lambda t: jpeg(segment(0xE1, user_comment(wrapped(t), b""))),
    "jpeg bare segment": lambda t: jpeg(segment(0xE9, b"AIGC" + t.encode())),
    "jpeg comment": lambda t: jpeg(segment(0xFE, ("AIGC" + t).encode())),
    "jpeg description": lambda t: jpeg(segment(0xE1, exif({0x010E: wrapped(t)}))),
    "webp xmp": lambda t: saved("WEBP", xmp=element(t)),
    "webp usercomment": lambda t: saved("WEBP", exif=user_comment(wrapped(t))),
    "xmp usercomment": lambda t: png(
        itxt(
            "XML:com.adobe.xmp",
            xmp(
                f"<e:UserComment>{escaped(wrapped(t))}</e:UserComment>",
                'xmlns:e="http://ns.adobe.com/exif/1.0/"',
            ),
        )
    ),
    "tiff xmp": lambda t: saved("TIFF", tiffinfo={700: element(t)}),
    "gif xmp": lambda t: gif(element(t)),
    "mp4 keys": lambda t: mp4(meta_keys("AIGC", t)),
    "mp4 keys named": lambda t: mp4(meta_keys("com.example.AIGC", t)),
    "mov keys": lambda t: mp4(meta_keys("AIGC", t, quicktime=True)),
    "mp4 freeform": lambda t: mp4(meta_freeform("AIGC", t)),
    "mp4 uuid xmp": lambda t: mp4(after=box(b"uuid", XMP_UUID + element(t))),
    "heic xmp": lambda t: heif(b"mime", element(t)),
    "heic usercomment": lambda t: heif(b"Exif", (6).to_bytes(4, "big") + user_comment(wrapped(t))),
    "mkv tag": lambda t: mkv("AIGC", t),
    "wav chunk": lambda t: wav((b"AIGC", t.encode())),
    "wav id3": lambda t: wav((b"id3 ", mp3("AIGC", t)[:-404])),
    "avi info": lambda t: riff(
        b"AVI ", (b"LIST", b"INFOAIGC" + len(t.encode()).to_bytes(4, "little") + t.encode())
    ),
    "mp3 txxx": lambda t: mp3("AIGC", t),
    "mp3 txxx 2.3 utf-16": lambda t: mp3("AIGC", t, version=3, code=1),
    "pdf info": lambda t: pdf({"AIGC": t}),
    "pdf xmp": lambda t: pdf(packet=element(t)),
    # Nobody is known to write these; unseen writers may.
    "jpeg app1 utf-16": lambda t: jpeg(segment(0xE1, XMP_HEAD + wide(t, "utf-16"))),
    "jpeg app1 utf-16 unmarked": lambda t: jpeg(segment(0xE1, XMP_HEAD + wide(t, "utf-16-le"))),
    "jpeg app1 utf-16 other order": lambda t: jpeg(segment(0xE1, XMP_HEAD + wide(t, "utf-16-be"))),
    "jpeg app1 utf-32": lambda t: jpeg(segment(0xE1, XMP_HEAD + wide(t, "utf-32"))),
    "jpeg keywords": lambda t: jpeg(
        segment(0xE1, exif({0x9C9E: wrapped(t).encode("utf-16-le") + b"\0\0"}))
    ),
    "jpeg software": lambda t: jpeg(segment(0xE1, exif({0x0131: wrapped(t)}))),
    "jpeg maker note": lambda t: jpeg(
        segment(0xE1, exif({}, {0x927C: b"MAKER\0\1" + b"AIGC" + t.encode()}))
    ),
    "jpeg iptc caption": lambda t: jpeg(segment(0xED, iptc(wrapped(t)))),
    "jpeg second picture": lambda t: saved("JPEG") + jpeg(segment(0xE1, XMP_HEAD + element(t))),
    "png raw profile xmp": lambda t: png(raw_profile("xmp", element(t))),
    "png raw profile app1": lambda t: png(raw_profile("APP1", XMP_HEAD + element(t))),
    "png raw profile exif": lambda t: png(raw_profile("exif", user_comment(wrapped(t)))),
    "jpeg xl": lambda t: (
        b"\0\0\0\x0cJXL \r\n\x87\n" + box(b"ftyp", b"jxl \0\0\0\0jxl ") + box(b"xml ", element(t))
    ),
    "flac": lambda t: flac("AIGC=" + t),
    "svg": lambda t: (
        b'<svg xmlns="http://www.w3.org/2000/svg"><metadata>' + element(t) + b"</metadata></svg>"
    ),
    "flv": lambda t: (
        b"FLV\x01\x05\0\0\0\x09onMetaData\x08\0\0\0\1\0\4AIGC\2"
        + len(t).to_bytes(2, "big")
        + t.encode()
    ),
}
