"""Copies are called copies, honest pictures are not; each on scenes made by code."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from bonafix.examine.compare.compare import Comparison, compare, prepare, rank
from tests.examine_compare import scenes

Image = NDArray[np.uint8]


def answer(claim: Image, reference: Image) -> Comparison:
    return compare(prepare(claim), prepare(reference))


def overlap(found: Comparison, truth: NDArray[np.bool_]) -> float:
    assert found.changed is not None
    return float((found.changed & truth).sum() / (found.changed | truth).sum())


@pytest.mark.parametrize("damage", [scenes.crack, scenes.stain])
def test_a_painted_on_damage_is_found_and_outlined(damage) -> None:
    reference = scenes.render(1, 1)
    claim, truth = damage(reference)
    small = cv2.resize(claim, (384, 512), interpolation=cv2.INTER_AREA)
    found = answer(scenes.jpeg(small, 75), reference)
    assert found.decision.answer == "derivative"
    assert found.decision.way == "digital"
    where = cv2.resize(truth.astype(np.float32), (384, 512), interpolation=cv2.INTER_AREA) > 0.4
    assert overlap(found, where) > (0.7 if damage is scenes.stain else 0.45)


def test_an_unchanged_copy_is_a_derivative_without_a_region() -> None:
    reference = scenes.render(1, 1)
    found = answer(scenes.jpeg(reference, 80), reference)
    assert found.decision.answer == "derivative"
    assert found.changed is not None
    assert not found.changed.any()


def test_a_mirrored_crop_is_found() -> None:
    reference = scenes.render(1, 1)
    claim, truth = scenes.stain(reference)
    rows, columns = slice(60, 600), slice(40, 450)
    found = answer(scenes.jpeg(claim[rows, columns][:, ::-1].copy()), reference)
    assert found.decision.answer == "derivative"
    assert found.registration is not None
    assert found.registration.flipped
    assert overlap(found, truth[rows, columns][:, ::-1]) > 0.6


def test_a_turned_copy_is_found() -> None:
    reference = scenes.render(1, 1)
    claim, truth = scenes.stain(reference)
    quarter = answer(scenes.jpeg(np.rot90(claim).copy()), reference)
    assert quarter.decision.answer == "derivative"
    assert overlap(quarter, np.rot90(truth)) > 0.6
    turn = cv2.getRotationMatrix2D((240, 320), 7, 1.2)
    slanted = cv2.warpAffine(claim, turn, (480, 640))
    assert answer(scenes.jpeg(slanted), reference).decision.way == "digital"


def test_a_screenshot_of_a_doctored_picture_is_found() -> None:
    reference = scenes.render(1, 1)
    claim, _ = scenes.stain(reference)
    assert answer(scenes.phone(claim), reference).decision.answer == "derivative"


def test_a_small_picture_on_a_chat_page_is_found() -> None:
    reference = scenes.render(1, 1)
    claim, _ = scenes.stain(reference)
    page = np.full((1400, 660, 3), 240, np.uint8)
    page[500:820, 380:620] = cv2.resize(claim, (240, 320), interpolation=cv2.INTER_AREA)
    for k in range(4):
        cv2.putText(page, f"hello, about order {k}", (40, 200 + 60 * k), 0, 0.8, (30, 30, 30), 2)
    assert answer(scenes.jpeg(page), reference).decision.answer == "derivative"


def test_a_picture_photographed_from_a_screen_is_told_as_such() -> None:
    reference = scenes.render(1, 1)
    claim, _ = scenes.stain(reference)
    found = answer(scenes.on_screen(claim), reference)
    assert found.decision.answer == "derivative"
    assert found.decision.way == "photographed"
    assert found.changed is not None
    assert found.changed.any()


def test_another_view_of_the_same_thing_is_no_copy() -> None:
    reference = scenes.render(1, 1)
    for camera in ((0.7, -2.4, 3.0), (-0.3, -2.8, 2.7), (0.1, -2.6, 3.05)):
        claim = scenes.render(1, 1, camera, light=1.1)
        assert answer(claim, reference).decision.answer != "derivative"


def test_another_article_on_the_same_floor_from_the_same_place_is_no_copy() -> None:
    # A phone on a stand: floor and camera are the same to the pixel, the article is another.
    for article in (2, 3, 4):
        claim = scenes.jpeg(scenes.render(article, 1))
        found = answer(claim, scenes.render(1, 1))
        assert found.decision.answer != "derivative", found.measures


def test_the_frame_of_an_app_makes_no_copy() -> None:
    first, second = scenes.phone(scenes.render(1, 1)), scenes.phone(scenes.render(2, 2))
    assert answer(first, second).decision.answer == "unrelated"


def test_other_things_elsewhere_are_unrelated() -> None:
    assert answer(scenes.render(3, 3), scenes.render(1, 1)).decision.answer == "unrelated"


def test_one_print_photographed_twice_is_inconclusive() -> None:
    """A cover or poster honestly photographed by both sides lies in one plane."""
    art = scenes.texture(5)
    corners = np.array([[0, 0], [512, 0], [512, 512], [0, 512]], np.float32)
    shots = []
    for n, shift in enumerate(
        ([[20, 30], [-30, 5], [-10, -40], [40, -15]], [[60, 10], [-5, 45], [-50, -10], [5, -30]])
    ):
        place = corners * 0.75 + [60, 90] + np.array(shift)
        bend = cv2.getPerspectiveTransform(corners, place.astype(np.float32))
        table = scenes.render(6 + n, 6 + n)
        shown = cv2.warpPerspective(art, bend, (480, 640))
        where = cv2.warpPerspective(np.full((512, 512), 255, np.uint8), bend, (480, 640)) > 127
        shots.append(scenes.jpeg(np.where(where[..., None], shown, table).astype(np.uint8), 90))
    found = answer(shots[0], shots[1])
    assert found.decision.answer == "planar_inconclusive", found.measures


def test_the_right_reference_of_five_is_looked_at_first() -> None:
    references = [prepare(scenes.render(k, k)) for k in range(1, 6)]
    claim, _ = scenes.crack(scenes.render(4, 4))
    assert rank(prepare(scenes.jpeg(claim)), references)[0] == 3


def test_the_same_pictures_give_the_same_mask_bit_for_bit() -> None:
    reference = scenes.render(1, 1)
    claim = scenes.jpeg(scenes.crack(reference)[0])
    first, second = answer(claim, reference), answer(claim, reference)
    assert first.changed is not None
    assert second.changed is not None
    assert np.array_equal(first.changed, second.changed)
    assert first.decision == second.decision


def tiles(left: int) -> scenes.Image:
    """One floor of small painted tiles, seen from `left` on."""
    rng = np.random.default_rng(3)
    tile = rng.integers(40, 215, (12, 12, 3)).astype(np.uint8)
    tile = cv2.resize(tile, (60, 60), interpolation=cv2.INTER_CUBIC)
    wall = np.tile(tile, (11, 11, 1))[:600, left : left + 480]
    noise = np.random.default_rng(left).normal(0, 2, wall.shape)
    return np.clip(wall + noise, 0, 255).astype(np.uint8)


def test_two_pieces_of_one_pattern_are_no_copy_of_each_other() -> None:
    found = compare(prepare(tiles(120)), prepare(tiles(0)))
    assert found.measures is not None
    assert found.measures.agreement > 0.9  # it does agree; what repeats tells nothing apart
    assert found.decision.answer == "planar_inconclusive", found.decision
