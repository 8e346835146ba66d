"""Broken files: each is answered, none breaks an analyser, the docs name every kind."""

import random
import time
from pathlib import Path

import pytest

from bonafix.examine.analysers import (
    aigc_label,
    camera,
    content,
    credentials,
    source_type,
    traces,
)
from bonafix.examine.containers import inside
from bonafix.examine.model import Picture
from bonafix.examine.reading import pixels
from bonafix.examine.runner import Runner
from tests.examine.mutations import mutated, seeds

PARTS = (aigc_label, camera, content, credentials, source_type, traces)
DOCS = (Path(__file__).parents[2] / "docs" / "examine.md").read_text("utf-8")


@pytest.fixture(scope="module")
def whole() -> dict[str, bytes]:
    return seeds()


@pytest.mark.filterwarnings("ignore")  # decoders warn of what we hand them on purpose
def test_no_broken_file_breaks_an_analyser_or_holds_it_up(whole: dict[str, bytes]) -> None:
    pixels.bound(20_000_000)
    chance = random.Random(7)
    for _file in range(250):
        name, body = mutated(whole, chance)
        began = time.process_time()
        for part in PARTS:
            part.analyser.examine(Picture(name, body), [])
        assert time.process_time() - began < 5, name


def test_each_broken_file_is_answered_by_the_shut_child(whole: dict[str, bytes]) -> None:
    chance = random.Random(8)
    with Runner() as runner:
        for _file in range(40):
            name, body = mutated(whole, chance)
            assert runner.examine(Picture(name, body)).findings, name
        assert runner.reader.peak_memory < runner.limits.memory


def test_a_file_with_more_words_than_any_needs_is_read_within_bounds() -> None:
    from tests.examine.carriers import chunk, png

    many = png(*[chunk(b"tEXt", b"k\0" + b"x" * 100)] * 20_000)
    found = inside(many)
    assert len(found.parts) <= 2_000
    assert ("too_many_parts", "PNG tEXt") in found.notes


def test_the_docs_name_every_kind_and_every_kind_of_file(whole: dict[str, bytes]) -> None:
    kinds = set()
    for name, body in whole.items():
        for part in PARTS:
            kinds |= {f.kind for f in part.analyser.examine(Picture(name, body), [])}
    kinds |= {"reading_stopped", "no_declaration", "not_read", "unreadable", "label_altered_signs"}
    assert {kind for kind in kinds if f"`{kind}`" not in DOCS} == set()
    assert len(kinds) > 8
