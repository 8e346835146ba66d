"""Files like a camera's or an editor's that carry what confuses, and declare nothing about AI."""

import random
from collections.abc import Callable, Iterator

from tests.examine import carriers, signed
from tests.examine.carriers import XMP_HEAD, escaped, exif, itxt, jpeg, png, segment, xmp

CAPTIONS = (
    "AIGC 标识新规解读", "This photo is NOT AIGC", '{"AIGC":"课程"}', '{"AIGC":{"title":"入门"}}',
    "TC260:AIGC is a namespace", "AIGC{不是标识}", "AIGC: none", '{"Label":"1"}', "Label: 1, AIGC",
    "trainedAlgorithmicMedia explained", "Made with Google AI? No!", "Better than Midjourney",
    "Job ID: 12345", "Steps: 3, then bake", "Stable Diffusion exhibition, Hangzhou",
    "ContentProducer: the band", "Signature: J. Doe", "豆包早餐店", "即梦民宿 外景",
    "aigc_label_type",
    '{"aigc_label_type":0}', "ComfyUI workshop photo", "Photo by Ideogram AI fan", "c2pa jumb caBX",
    "<TC260:AIGC>", "AI生成？不，实拍", "http://cv.iptc.org/newscodes/digitalsourcetype/",
    "DALL-E lecture", '{"ServiceProvider":"China Mobile"}', "PEg_Info genAIType",
)  # fmt: skip
CAMERAS = (
    ("Apple", "iPhone 15 Pro", "17.5.1"), ("HUAWEI", "ALN-AL00", "ALN-AL00 4.2.0"),
    ("Xiaomi", "23116PN5BC", "MIUI"), ("Canon", "Canon EOS R6", "Firmware 1.8"),
    ("SONY", "ILCE-7M4", "ILCE-7M4 v3"), ("vivo", "V2324A", "MediaTek Camera"),
    ("OPPO", "PHZ110", "PHZ110"), ("samsung", "SM-S9280", "S9280ZCU"),
)  # fmt: skip
EDITORS = ("Adobe Photoshop 26.1 (Macintosh)", "Adobe Lightroom 8.2", "美图秀秀", "Snapseed 2.22")


def history(chance: random.Random) -> str:
    """Three events of an editing history."""
    events = "".join(
        f'<rdf:li stEvt:action="{chance.choice(("saved", "converted", "derived"))}"'
        f' stEvt:softwareAgent="{chance.choice(EDITORS)}" stEvt:when="2026-06-0{n + 1}T10:00:00"/>'
        for n in range(3)
    )
    return (
        '<xmpMM:History xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"'
        ' xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#">'
        f"<rdf:Seq>{events}</rdf:Seq></xmpMM:History>"
    )


def packet(caption: str, chance: random.Random) -> bytes:
    """XMP with caption, keywords, history and a source type that is no AI."""
    kind = chance.choice(("digitalCapture", "computationalCapture", "algorithmicMedia"))
    return xmp(
        "<dc:description><rdf:Alt><rdf:li xml:lang='x-default'>"
        f"{escaped(caption)}</rdf:li></rdf:Alt></dc:description>"
        f"<dc:subject><rdf:Bag><rdf:li>AIGC</rdf:li><rdf:li>{escaped(caption)}</rdf:li>"
        f"</rdf:Bag></dc:subject>{history(chance)}",
        f'Iptc4xmpExt:DigitalSourceType="{signed.IPTC}{kind}"'
        f' xmp:CreatorTool="{chance.choice(EDITORS)}"',
    )


def camera(caption: str, chance: random.Random) -> bytes:
    """EXIF as a camera writes it, the caption in every field for words."""
    make, model, software = chance.choice(CAMERAS)
    tags: dict[int, object] = {
        0x010E: caption, 0x010F: make, 0x0110: model, 0x0131: software, 0x0112: 1,
        0x0132: "2026:06:05 10:24:46", 0x013B: "AI Wei", 0x8298: "AIGC Studio 2026",
        0x9C9C: caption.encode("utf-16-le"), 0x9C9E: "AIGC;AI".encode("utf-16-le"),
    }  # fmt: skip
    inner: dict[int, object] = {
        0x9003: "2026:06:05 10:24:46", 0x9004: "2026:06:05 10:24:46",
        0x9286: b"UNICODE\0" + caption.encode("utf-16-le"),
        0x927C: make.encode() + b"\0AIGC" + chance.randbytes(200), 0xA433: make, 0xA434: "24mm",
    }  # fmt: skip
    return exif(tags, inner)


def a_jpeg(caption: str, chance: random.Random) -> bytes:
    """EXIF, XMP, comment, IPTC block and a trailer."""
    return jpeg(
        segment(0xE1, camera(caption, chance)),
        segment(0xE1, XMP_HEAD + packet(caption, chance)),
        segment(0xFE, caption.encode()),
        segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04" + caption.encode()),
        trailer=chance.randbytes(64) + b"AIGC{" + chance.randbytes(64),
    )


def a_png(caption: str, chance: random.Random) -> bytes:
    """The same in chunks."""
    texts = [
        itxt(key, caption.encode()) for key in ("Title", "Description", "Comment", "parameters")
    ]
    return png(
        itxt("XML:com.adobe.xmp", packet(caption, chance)),
        carriers.chunk(b"eXIf", camera(caption, chance)[6:]),
        *texts,
        itxt("Software", chance.choice(EDITORS).encode()),
    )


def a_webp(caption: str, chance: random.Random) -> bytes:
    """The same in RIFF."""
    return carriers.saved("WEBP", exif=camera(caption, chance), xmp=packet(caption, chance))


def a_tiff(caption: str, chance: random.Random) -> bytes:
    """Caption and XMP as tags."""
    return carriers.saved("TIFF", tiffinfo={270: caption, 700: packet(caption, chance)})


def a_gif(caption: str, chance: random.Random) -> bytes:
    """XMP in an application block."""
    return carriers.gif(packet(caption, chance))


def a_video(caption: str, chance: random.Random) -> bytes:
    """A caption in the metadata keys."""
    key = chance.choice(("com.apple.quicktime.description", "title", "comment", "keywords"))
    return carriers.mp4(carriers.meta_keys(key, caption))


def a_sound(caption: str, chance: random.Random) -> bytes:
    """A caption in a tag or a note."""
    if chance.random() < 0.5:
        return carriers.mp3(chance.choice(("Notes", "AIGC course", "Comment")), caption)
    return carriers.wav((b"note", caption.encode()), (b"LIST", b"INFOICMT\x08\0\0\0AIGC 101"))


def a_document(caption: str, chance: random.Random) -> bytes:
    """Title, keywords and XMP."""
    return carriers.pdf(
        {"Title": caption, "Subject": "AIGC", "Keywords": caption}, packet(caption, chance)
    )


def a_signed_capture(caption: str, chance: random.Random) -> bytes:
    """A C2PA camera's file, some of them edited and signed again."""
    kind = chance.choice(("digitalCapture", "computationalCapture"))
    shot = signed.sign(a_jpeg(caption, chance), signed.IPTC + kind)
    if chance.random() < 0.5:
        return shot
    return signed.sign(shot, None, ingredients=(("capture.jpg", shot),))


MAKERS: tuple[Callable[[str, random.Random], bytes], ...] = (
    a_jpeg, a_png, a_webp, a_tiff, a_gif, a_video, a_sound, a_document, a_signed_capture,
)  # fmt: skip


def files(rounds: int) -> Iterator[tuple[str, bytes]]:
    """(name, content): every caption in every sort of file, `rounds` times, always the same."""
    chance = random.Random(45438)
    for turn in range(rounds):
        for caption in CAPTIONS:
            for make in MAKERS:
                yield f"{make.__name__} {turn} {caption}", make(caption, chance)
