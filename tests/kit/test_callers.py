"""Whose address is counted: the first from the right that is no proxy of ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafix.kit.callers import caller, networks
from bonafix.kit.errors import Invalid

OURS = networks("127.0.0.1, 10.0.0.0/8, fd00::/8")
STRANGER = "203.0.113.9"


@pytest.mark.parametrize(
    ("remote", "told", "who"),
    [
        (STRANGER, "", STRANGER),
        (STRANGER, "198.51.100.1", STRANGER),  # a stranger's own header
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", STRANGER, STRANGER),
        ("127.0.0.1", f"198.51.100.1, {STRANGER}", STRANGER),  # made up on the left
        ("127.0.0.1", f"{STRANGER}, 10.1.2.3", STRANGER),  # two proxies in a row
        ("127.0.0.1", f"127.0.0.1, {STRANGER}, 10.1.2.3", STRANGER),
        ("127.0.0.1", f"10.9.9.9, {STRANGER}", STRANGER),  # claims to be our proxy
        ("127.0.0.1", "10.1.2.3", "10.1.2.3"),  # somebody at the proxy itself
        ("127.0.0.1", "198.51.100.1, unknown", "127.0.0.1"),
        ("127.0.0.1", f"{STRANGER}, ,10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", f"{STRANGER}:4711", STRANGER),
        ("::ffff:127.0.0.1", STRANGER, STRANGER),
        ("fd00::1", "[2001:db8::7]:443", "2001:db8::7"),
        ("fd00::1", "2001:db8::7", "2001:db8::7"),
        ("", STRANGER, ""),
        ("unix:", STRANGER, "unix:"),
    ],
)
def test_the_address_that_is_counted(remote: str, told: str, who: str) -> None:
    assert caller(remote, told, OURS) == who


@given(st.lists(st.sampled_from(["10.1.2.3", "198.51.100.1", "127.0.0.1", "x", ""]), max_size=5))
def test_nothing_that_a_stranger_writes_changes_who_is_counted(made_up: list[str]) -> None:
    """Through a proxy, or past it: what it adds itself stands at the right end."""
    assert caller("10.0.0.1", ",".join([*made_up, STRANGER]), OURS) == STRANGER
    assert caller(STRANGER, ",".join(made_up), OURS) == STRANGER


def test_without_proxies_of_ours_the_header_is_not_looked_at() -> None:
    assert caller("127.0.0.1", STRANGER, networks("")) == "127.0.0.1"


@pytest.mark.parametrize("text", ["proxy.example", "10.0.0.0/40", "10.0.0.1/8", "1.2.3.4;5.6.7.8"])
def test_what_is_no_network_is_named(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        networks(f"127.0.0.1,{text}")
    assert text in refused.value.sentence()
