"""Secrets that people carry."""

import re

from bonafix.kit.tokens import door_code, new_token, one_time_code, token_hash


def test_tokens_fit_into_an_address_and_are_never_the_same() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)


def test_what_is_stored_is_not_the_token() -> None:
    token = new_token()
    assert len(token_hash(token)) == 32 and token_hash(token) == token_hash(token)
    assert token.encode() not in token_hash(token)
    assert token_hash(token) != token_hash(token + "x")


def test_codes_keep_their_leading_noughts() -> None:
    assert one_time_code(lambda _count: 42) == "000042"
    assert door_code(lambda _count: 7) == "0007"


def test_codes_use_their_whole_range() -> None:
    asked: list[int] = []

    def below(count: int) -> int:
        asked.append(count)
        return count - 1

    assert (one_time_code(below), door_code(below)) == ("999999", "9999")
    assert asked == [1_000_000, 10_000]
