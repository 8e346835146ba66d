"""What `bonafix examine` says about a claim picture and its references."""

import json
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafix.examine import Picture, words
from bonafix.examine.analysers.derivative import analyser
from bonafix.examine.cli import run
from bonafix.examine.model import Finding
from tests.examine_compare import scenes


def file(picture: NDArray[np.uint8], name: str = "p.jpg", quality: int = 90) -> Picture:
    return Picture(
        name, cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
    )


def only(findings: list[Finding]) -> Finding:
    assert len(findings) == 1
    return findings[0]


def test_the_region_is_given_in_pixels_of_the_upright_claim() -> None:
    reference = scenes.render(1, 1)
    doctored, truth = scenes.stain(reference)
    large = cv2.resize(doctored, (1920, 2560), interpolation=cv2.INTER_CUBIC)  # read at 1,600
    found = only(analyser.examine(file(large, "claim.jpg"), [file(reference, "listing.jpg")]))
    assert found.kind == "derivative"
    assert found.strength == "strong"
    assert found.reference == "listing.jpg"
    assert found.region is not None
    x, y, width, height = found.region.box
    rows, columns = np.flatnonzero(truth.any(1)), np.flatnonzero(truth.any(0))
    wanted = (columns[0] * 4, rows[0] * 4, np.ptp(columns) * 4, np.ptp(rows) * 4)
    assert np.allclose((x, y, width, height), wanted, atol=40)
    assert all(x <= px <= x + width and y <= py <= y + height for px, py in found.region.polygon)
    mask = next(a for a in found.attachments if a.name == "mask.png")
    assert cv2.imdecode(np.frombuffer(mask.content, np.uint8), 0).any()


def test_every_answer_says_what_it_does_not_show_in_both_languages() -> None:
    reference = scenes.render(1, 1)
    claims = [
        scenes.stain(reference)[0],
        reference,
        scenes.on_screen(reference),
        scenes.render(3, 3),
        scenes.render(1, 1, (0.3, -2.6, 3.0)),
    ]
    for claim in claims:
        found = only(analyser.examine(file(claim), [file(reference, "listing.jpg")]))
        for language in ("en", "zh_Hans"):
            assert "%(" not in words.statement(found, language)
            assert words.limits(found, language)
            text = words.statement(found, language) + words.limits(found, language)
            for accusing in ("fraud", "fake", "forg", "造假", "伪造", "欺诈"):
                assert accusing not in text.lower()
        if found.kind == "derivative":
            assert found.error_rate is not None
            assert found.error_rate.low <= found.error_rate.rate <= found.error_rate.high
            assert found.error_rate.n > 0


def test_a_file_that_is_no_picture_is_left_to_others() -> None:
    assert analyser.examine(Picture("a.jpg", b"not a picture"), [file(scenes.render(1, 1))]) == []
    assert analyser.examine(file(scenes.render(1, 1)), [Picture("r.jpg", b"\xff\xd8\xff")]) == []
    assert analyser.examine(file(scenes.render(1, 1)), []) == []


def test_the_command_writes_mask_and_overlay(tmp_path: Path) -> None:
    reference = scenes.render(1, 1)
    (tmp_path / "listing.jpg").write_bytes(file(reference).content)
    (tmp_path / "claim.jpg").write_bytes(file(scenes.crack(reference)[0]).content)
    said: list[str] = []
    claim, listing, out = (str(tmp_path / name) for name in ("claim.jpg", "listing.jpg", "out"))
    words_given = [claim, "--reference", listing, "--json", "--out", out]
    status = run(words_given, said.append, said.append)
    assert status == 0
    findings = json.loads(said[0])["findings"]
    first = next(f for f in findings if f["analyser"] == "derivative")
    assert first["kind"] == "derivative"
    assert len(first["region"]["polygon"]) > 3
    names = {p.name.split("-")[-1] for p in (tmp_path / "out").iterdir()}
    assert {"mask.png", "overlay.jpg", "outlined.jpg", "reference.jpg"} <= names
