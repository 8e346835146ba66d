"""`make bench PART=labels ARGS="--data DIR"`: what files say of themselves, as JSON lines.

DIR holds `samples/` (files of generators, named by the generator) and `c2pa_testfiles/` (the
public C2PA test files, named by their fault); both are optional. Self-made confusing files and
times are always measured. Exit status 1 when a bar is missed.
"""

import argparse
import io
import json
import re
import statistics
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from PIL import Image
from tests.examine import signed
from tests.examine.carriers import XMP_HEAD, segment, thumbnail_exif, xmp

from bench import confusers
from bonafix.examine.analysers import aigc_label, camera, credentials, source_type, traces
from bonafix.examine.containers import inside
from bonafix.examine.containers import xmp as packets
from bonafix.examine.model import Finding, Options, Picture
from bonafix.examine.runner import Runner

SPEAKERS = (aigc_label, credentials, source_type, traces, camera)
JPEG_MS, PNG_MS, ROUNDS = 60.0, 150.0, 2
# By which words the origin of a sample is known, by the first word of its name.
ORIGINS = {
    "chatgpt": "OpenAI|ChatGPT|GPT", "doubao": "豆包|91110102MACQD9K640", "firefly": "Firefly",
    "flux": "Flux|Black Forest", "gemini": "Google", "grok": "Grok|xAI", "mj": "Midjourney",
    "jimeng": "即梦|9144030008867405X2", "samsung": "Samsung", "ideogram": "Ideogram",
    "kling": "可灵|91110108335469089C", "qwen": "千问|91440101MA9Y9T4H7A",
    "yuanbao": "元宝|91440300708461136T", "runway": "RUNWAY|Runway", "luma": "Luma",
}  # fmt: skip
# What the names of the C2PA test files say is wrong with them.
FAULTS = {
    "X": "assertion.dataHash.mismatch", "E-dat": "assertion.dataHash.mismatch",
    "E-sig": "claimSignature.mismatch", "E-uri": "assertion.hashedURI.mismatch",
    "E-clm": "ingredient.manifest.missing",
}  # fmt: skip


def say(**figures: object) -> None:
    """One JSON line."""
    print(json.dumps(figures, ensure_ascii=False), flush=True)


def files(folder: Path) -> list[Path]:
    """The files to examine below a folder, without what is written beside them."""
    kept = (".json", ".md", ".pem", ".txt", "")
    found = (p for p in sorted(folder.rglob("*")) if p.is_file())
    return [p for p in found if p.suffix not in kept and "manifests" not in p.parts]


def samples(folder: Path, runner: Runner) -> int:
    """Files of generators: the declaration found, and its origin named; returns the misses."""
    missed = unnamed = 0
    paths = files(folder)
    for path in paths:
        said = runner.examine(Picture.read(path)).findings
        declared = [f for f in said if f.kind == "declared_ai"]
        words = " ".join(v for f in said for _k, v in f.params)
        wanted = ORIGINS.get(re.split(r"[-_]", path.stem)[0])
        named = bool(wanted and re.search(wanted, words))
        missed += not declared
        unnamed += bool(wanted) and not named
        origin = sorted({_origin(f) for f in declared})
        say(sample=path.name, declared=len(declared), named=named, origin=origin)
    say(what="samples", files=len(paths), missed=missed, origin_not_named=unnamed)
    return missed + unnamed


def _origin(finding: Finding) -> str:
    values = dict(finding.params)
    return values.get("provider") or values.get("maker") or values.get("signer") or "IPTC"


def expected(name: str) -> set[tuple[str, bool]]:
    """(code, surely in an ingredient) of each fault that a test file's name tells.

    In `CIE-sig-CA` the fault follows the I of an ingredient; a fault in front of other parts
    may stand in any of them.
    """
    text = "-" + name.rpartition("adobe-20220124-")[2]
    found = {(FAULTS["X"], False)} if text.startswith("-X") else set()
    for mark in ("E-dat", "E-sig", "E-uri", "E-clm"):
        for match in re.finditer(mark, text):
            found.add((FAULTS[mark], text[: match.start()].endswith("CI")))
    return found


def test_files(folder: Path, runner: Runner) -> int:
    """The public test files: each injected fault named, none invented; returns the errors."""
    wrong = 0
    paths = files(folder)
    for path in paths:
        said = [dict(f.params) for f in runner.examine(Picture.read(path)).findings]
        named = {(v["code"], bool(v["ingredient"])) for v in said if "code" in v}
        wanted = expected(path.stem)
        plain = path.stem.startswith("adobe") and not wanted
        met = all((c, True) in named or (not inner and (c, False) in named) for c, inner in wanted)
        bad = not met or (plain and bool(named))
        wrong += bad
        say(file=path.name, wanted=sorted(wanted), named=sorted(named), ok=not bad)
    say(what="c2pa test files", files=len(paths), wrong=wrong)
    return wrong


def confusing(runner: Runner) -> int:
    """Self-made files that declare nothing; returns the false declarations."""
    number, false = 0, 0
    for name, body in confusers.files(ROUNDS):
        number += 1
        said = runner.examine(Picture(name, body)).findings
        wrong = [f.kind for f in said if f.kind in ("declared_ai", "possibly_ai")]
        stopped = [f.kind for f in said if f.kind == "reading_stopped"]
        false += bool(wrong)
        if wrong or stopped:
            say(confusing=name, kinds=wrong + stopped)
    # With no error in n files, the rate is below 3/n with 95 % confidence.
    say(what="confusing files", files=number, false=false, rate_below=round(3 / number, 4))
    return false


def photo() -> bytes:
    """A 12 MP JPEG of some MB as a telephone writes it: EXIF with a thumbnail, XMP."""
    size = (4032, 3024)
    rough = Image.effect_noise((504, 378), 90).resize(size, Image.Resampling.BICUBIC)
    picture = Image.blend(rough, Image.effect_noise(size, 12), 0.4)
    out, small = io.BytesIO(), io.BytesIO()
    Image.merge("RGB", (picture,) * 3).save(out, "JPEG", quality=90)
    picture.convert("RGB").resize((160, 120)).save(small, "JPEG")
    plain = out.getvalue()
    block = thumbnail_exif(small.getvalue(), make=b"Apple telephone")
    return plain[:2] + segment(0xE1, block) + segment(0xE1, XMP_HEAD + xmp("")) + plain[2:]


def milliseconds(body: bytes) -> float:
    """Processor time of all self-declarations of one file, median of 15, nothing kept."""
    taken = []
    for _turn in range(15):
        inside.cache_clear()
        packets.read.cache_clear()
        claim = Picture("claim", bytes(bytearray(body)))
        began = time.process_time()
        for part in SPEAKERS:
            part.analyser.examine(claim, [])
        taken.append(1000 * (time.process_time() - began))
    return round(statistics.median(taken), 1)


def times(data: Path | None) -> int:
    """Processor time of the self-declarations; returns how many bars are missed."""
    body = photo()
    jpeg = milliseconds(body)
    say(what="12 MP JPEG", bytes=len(body), ms=jpeg, bar_ms=JPEG_MS)
    out = io.BytesIO()
    Image.effect_noise((1536, 1024), 60).convert("RGB").save(out, "PNG")
    pngs = {"self-made": signed.sign(out.getvalue(), signed.IPTC + "digitalCapture", "image/png")}
    for path in files(data / "samples") if data else []:
        if path.suffix == ".png" and b"caBX" in path.read_bytes():
            pngs[path.name] = path.read_bytes()
    took = {name: milliseconds(body) for name, body in pngs.items()}
    for name, ms in took.items():
        say(what="PNG with C2PA", file=name, bytes=len(pngs[name]), ms=ms, bar_ms=PNG_MS)
    return (jpeg > JPEG_MS) + sum(ms > PNG_MS for ms in took.values())


def child(runner: Runner, bodies: Iterable[bytes]) -> None:
    """What a fork for each file costs beside the reading itself, as wall time."""
    for body in bodies:
        taken = []
        for _turn in range(9):
            began = time.perf_counter()
            runner.examine(Picture("claim", body))
            taken.append(1000 * (time.perf_counter() - began))
        say(what="whole, in the child", bytes=len(body), wall_ms=round(statistics.median(taken), 1))


def main() -> int:
    """Measure everything; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with samples/ and c2pa_testfiles/")
    wanted = parser.parse_args()
    missed = 0
    with Runner(Options()) as runner:
        if wanted.data:
            missed += samples(wanted.data / "samples", runner)
            missed += test_files(wanted.data / "c2pa_testfiles", runner)
        missed += confusing(runner)
        child(runner, [photo(), b"\xff\xd8\xff"])
    missed += times(wanted.data)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
