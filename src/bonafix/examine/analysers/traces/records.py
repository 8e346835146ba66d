"""How each generator's record looks. Each needs more than a word: a caption names no maker.

Known from files (V) or from secondary sources (S), as `mark` says; nothing here is signed.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_UUID = re.compile(UUID, re.I)
_GROK = re.compile(r"Signature: [A-Za-z0-9+/]{64,}={0,2}")
_MIDJOURNEY = re.compile(r"\bJob ID: " + UUID, re.I)
_STEPS = re.compile(r"(?:^|[\n,{ ])Steps: \d{1,4},")
_WEBUI = re.compile(r"\b(?:Sampler|CFG scale|Seed|Model hash|Size): ")
_SAMSUNG = re.compile(r'PEg_Info\{[^{}]{0,400}"genAIType"\s*:\s*([1-9]\d*)')
# Keys of the JSON that diffusion programs write; four of them together are no accident.
_DIFFUSION = {
    "prompt", "negative_prompt", "uc", "steps", "sampler", "seed", "cfg_scale", "cfg", "scale",
    "model", "model_hash", "base_model", "scheduler", "guidance_scale", "strength", "noise",
}  # fmt: skip
# Names that stand alone in a field for the program that made the file.
_MAKERS = re.compile(
    r"(?P<name>Midjourney|NovelAI|Stable Diffusion|ComfyUI|InvokeAI|Fooocus|DreamStudio|"
    r"DALL[·.\- ]?E|Ideogram AI|Adobe Firefly|Luma AI|Leonardo\.?\s?AI|NightCafe|"
    r"Apple Image Playground|Apple Photos Clean Up|Apple Photos Generative Edit|Imagen|"
    r"Nano Banana|GPT[- ]?image|Bing Image Creator|Image Creator from Designer|Draw Things)"
    r"(?:[ /v\-]*[\d.]*\w{0,12})?",
    re.I,
)
_CREDIT = re.compile(r"(?:Made|Edited|Created|Generated) with (?P<name>Google AI)\b.{0,40}", re.I)


@dataclass(frozen=True, slots=True)
class Record:
    """A generator's record: whose, where, and V or S for how the form is known."""

    maker: str
    where: str
    mark: str
    hosting: bool = False


def of_text(where: str, key: str, text: str) -> Iterator[Record]:
    """Records in one named text (PNG text, tag of a video, comment)."""
    small = key.lower().rpartition(".")[2]
    if small == "hf-job-id" and _UUID.fullmatch(text.strip()):
        yield Record("Hugging Face job", where, "S", hosting=True)
    if small in ("software", "source", "creator", "creatortool", "encoder", "generator", "make"):
        yield from of_maker(where, text)
    if small == "credit" and (match := _CREDIT.fullmatch(text.strip())):
        yield Record(match["name"], where, "S")
    if small == "description" and _MIDJOURNEY.search(text):
        yield Record("Midjourney", where, "V")
    if _STEPS.search(text) and len(_WEBUI.findall(text)) >= 2:
        yield Record("Stable Diffusion (parameters)", where, "S")
    if small in ("prompt", "workflow", "parameters", "comment", "usercomment", "invokeai_metadata",
                 "sd-metadata", "fooocus_scheme", "model", "generation_data"):  # fmt: skip
        yield from _json(where, text)


def of_maker(where: str, text: str) -> Iterator[Record]:
    """A field that names the program: the whole of it must be a generator's name."""
    if match := _MAKERS.fullmatch(text.strip()):
        yield Record(match["name"], where, "S")


def of_exif(where: str, exif: Mapping[str, str]) -> Iterator[Record]:
    """Records in EXIF texts, given by the names of their tags."""
    if _GROK.fullmatch(exif.get("ImageDescription", "")) and _UUID.fullmatch(
        exif.get("Artist", "")
    ):
        yield Record("Grok (xAI)", f"{where} ImageDescription, Artist", "V")
    for tag in ("Make", "Model", "Software", "ProcessingSoftware", "Artist"):
        if text := exif.get(tag):
            yield from of_maker(f"{where} {tag}", text)
            label, colon, rest = text.partition(":")
            if colon and label in ("prompt", "workflow"):  # how ComfyUI writes WebP
                yield from _json(f"{where} {tag}", rest)
    for tag in ("UserComment", "ImageDescription", "XPComment"):
        yield from of_text(f"{where} {tag}", "usercomment", exif.get(tag, ""))


def of_trailer(where: str, text: str) -> Iterator[Record]:
    """The record of Samsung's editor behind the picture: a generative tool was used."""
    if match := _SAMSUNG.search(text):
        yield Record(f"Samsung Galaxy generative edit (type {match[1]})", where, "V")


def _json(where: str, text: str) -> Iterator[Record]:
    text = text.strip().strip("\0")
    if not text.startswith("{"):
        return
    try:
        value = json.loads(text[: 4 << 20])
    except (ValueError, RecursionError):
        return
    if not isinstance(value, dict):
        return
    nodes = [v for v in value.values() if isinstance(v, dict)]
    if any("class_type" in node and "inputs" in node for node in nodes) or (
        isinstance(value.get("nodes"), list) and "links" in value
    ):
        yield Record("ComfyUI (workflow)", where, "S")
        return
    keys = {str(key).lower() for key in value}
    inner = value.get("image")
    keys |= {str(key).lower() for key in inner} if isinstance(inner, dict) else set()
    if len(keys & _DIFFUSION) >= 4:
        maker = "NovelAI" if "signed_hash" in keys else "diffusion program"
        yield Record(f"{maker} (parameters)", where, "S")
