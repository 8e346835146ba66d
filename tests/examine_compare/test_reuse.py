"""The same photograph is found in another claim; another one never is."""

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bonafix.examine.compare.compare import Prepared, prepare
from bonafix.examine.reuse.codes import BITS, codes, gathered, hadamard
from bonafix.examine.reuse.find import reused
from bonafix.examine.reuse.index import Index
from tests.examine_compare import scenes


def stored() -> dict[str, Prepared]:
    return {f"claim-{k}": prepare(scenes.render(k, k)) for k in range(1, 9)}


def index_of(kept: dict[str, Prepared]) -> Index:
    return Index((name, found[0]) for name, p in kept.items() if (found := codes(p.features)))


def test_a_photo_is_found_again_after_its_way_and_nothing_else_is() -> None:
    kept = stored()
    index = index_of(kept)
    photo = scenes.render(3, 3)
    ways = {
        "small": scenes.jpeg(cv2.resize(photo, (300, 400), interpolation=cv2.INTER_AREA), 70),
        "mirror": scenes.jpeg(photo[40:600, 30:450][:, ::-1].copy()),
        "screenshot": scenes.phone(photo),
        "screen": scenes.on_screen(photo),
    }
    for way, picture in ways.items():
        assert [r.name for r in reused(prepare(picture), index, kept.get)] == ["claim-3"], way


def test_another_photo_of_the_same_place_is_no_reuse() -> None:
    kept = stored()
    other = prepare(scenes.render(20, 3))  # another article on the floor of claim-3
    assert reused(other, index_of(kept), kept.get) == []


def test_a_picture_that_is_gone_is_passed_over() -> None:
    kept = stored()
    assert reused(prepare(scenes.render(3, 3)), index_of(kept), lambda name: None) == []


def test_a_plain_picture_has_no_code() -> None:
    assert codes(prepare(np.full((300, 300, 3), 200, np.uint8)).features) is None


def test_the_mirror_code_is_the_code_of_the_mirrored_picture() -> None:
    photo = scenes.render(2, 2)
    own, other = codes(prepare(photo).features), codes(prepare(photo[:, ::-1].copy()).features)
    assert own is not None
    assert other is not None
    apart = np.unpackbits(own[1] ^ other[0]).sum()
    assert apart < 0.2 * BITS
    assert np.unpackbits(own[0] ^ other[0]).sum() > 2 * apart


def test_an_index_grows_and_searches_exactly() -> None:
    rng = np.random.default_rng(0)
    rows = [(f"p{k}", rng.integers(0, 256, BITS // 8, dtype=np.uint8)) for k in range(500)]
    index = Index(rows[:200])
    index.add(rows[200:])
    query = rows[321][1].copy()
    query[:6] ^= 255
    apart = {name: int(np.unpackbits(query ^ code).sum()) for name, code in rows}
    nearest = sorted(apart.items(), key=lambda item: (item[1], item[0]))[:5]
    assert [(c.name, c.distance) for c in index.search([query], 5)] == nearest
    assert nearest[0] == ("p321", 48)
    assert Index().search([query]) == []


@given(st.integers(0, 2**32 - 1))
def test_the_transform_keeps_lengths(seed: int) -> None:
    vector = np.random.default_rng(seed).normal(0, 1, 64).astype(np.float32)
    assert np.isclose(np.linalg.norm(hadamard(vector)), 8 * np.linalg.norm(vector), rtol=1e-4)


def test_gathered_features_have_unit_length() -> None:
    found = prepare(scenes.render(1, 1)).features
    assert np.isclose(np.linalg.norm(gathered(found.descriptors[:100])), 1, atol=1e-3)
