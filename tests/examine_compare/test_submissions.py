"""Pictures of one claim are held beside each other: codes agree, differ, or cannot be compared."""

import io

import numpy as np
import pytest
import segno
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bonafix.examine.model import Picture
from bonafix.examine.reading.reader import Reader
from bonafix.examine.submissions.codes import Code, pairs
from bonafix.examine.submissions.find import between
from bonafix.examine.submissions.reading import PLACE

EAN, OTHER_EAN = Code("EAN13", "6901234567892"), Code("EAN13", "4006381333931")
SERIAL, OTHER_SERIAL = Code("QRCode", "S/N: AB12345"), Code("QRCode", "S/N: AB12346")
PARCEL, INVOICE = Code("Code128", "SF1234567890"), Code("QRCode", "https://inv.example/1")


@pytest.mark.parametrize(
    ("first", "second", "answer"),
    [
        ([EAN], [EAN], "agree"),
        ([EAN], [Code("EAN-13", EAN.text), PARCEL], "agree"),
        ([EAN], [OTHER_EAN], "differ"),
        ([EAN, SERIAL], [EAN, OTHER_SERIAL], "differ"),
        ([EAN, SERIAL], [OTHER_EAN, SERIAL], "agree"),
        ([Code("DataMatrix", "(01)06901234567892(21)X1")], [Code("QRCode", "SN:X1Y2")], "differ"),
        ([Code("DataMatrix", "(01)06901234567892(21)ABCD")], [Code("QRCode", "sn=abcd")], "agree"),
        ([PARCEL], [INVOICE], "cannot_compare"),
        ([EAN], [PARCEL], "cannot_compare"),
        ([EAN, OTHER_EAN], [Code("EAN13", "9780201379624")], "cannot_compare"),
    ],
)
def test_only_what_names_the_same_sort_of_thing_is_held_against_each_other(
    first: list[Code], second: list[Code], answer: str
) -> None:
    (found,) = pairs([first, second])
    assert found.answer == answer
    (turned,) = pairs([second, first])
    assert turned.answer == answer


CODES = st.builds(
    Code,
    st.sampled_from(["EAN13", "QRCode", "Code128", "UPCA"]),
    st.sampled_from(["6901234567892", "S/N: AB12345", "SN:AB12346", "(21)X", "SF12345", "s/n"]),
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.lists(CODES, max_size=3), max_size=3))
def test_a_picture_never_contradicts_itself_or_a_copy(pictures: list[list[Code]]) -> None:
    for found in pairs([*pictures, *pictures]):
        if found.second - found.first == len(pictures):
            assert found.answer != "differ"


def labelled(text: str, seed: int) -> Picture:
    """A thing with a QR label on it, photographed."""
    drawn = io.BytesIO()
    segno.make(text, micro=False).save(drawn, kind="png", scale=6, border=4)
    label = Image.open(drawn).convert("RGB")
    ground = np.random.default_rng(seed).integers(90, 200, (60, 80, 3), dtype=np.uint8)
    seen = Image.fromarray(ground).resize((800, 600))
    seen.paste(label.rotate(4, expand=True, fillcolor=(255, 255, 255)), (120 + 10 * seed, 150))
    out = io.BytesIO()
    seen.save(out, "JPEG", quality=85)
    return Picture(f"picture-{seed}.jpg", out.getvalue())


def test_two_serials_in_one_claim_are_shown_as_a_pair_and_the_same_one_counts_for_the_buyer() -> (
    None
):
    pictures = [labelled("S/N: AB12345", 1), labelled("S/N: ZZ99999", 2), labelled("SN:AB12345", 3)]
    with Reader([PLACE]) as reader:
        found = between(reader, pictures)
    told = {name: [one.kind for one in findings] for name, findings in found.items()}
    assert told == {
        "picture-1.jpg": ["contradiction", "codes_agree"],
        "picture-2.jpg": ["contradiction", "contradiction"],
        "picture-3.jpg": ["codes_agree", "contradiction"],
    }
    first = found["picture-1.jpg"][0]
    assert dict(first.params) == {
        "reference": "picture-2.jpg", "mine": "AB12345", "theirs": "ZZ99999",
    }  # fmt: skip
    assert first.region is not None
    (crops,) = first.attachments
    assert Image.open(io.BytesIO(crops.content)).width > 200


def test_one_picture_has_nothing_to_be_compared_with() -> None:
    with Reader([PLACE]) as reader:
        assert between(reader, [labelled("S/N: AB12345", 1)]) == {}
        assert reader.process_id is None
