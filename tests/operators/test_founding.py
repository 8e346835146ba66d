"""Founding an operator: what is wrong with a word is said, and nothing is half-founded."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from bonafix.kit.errors import Invalid
from bonafix.operators.models import Host, Operator
from bonafix.operators.rules import check_domain, check_name, check_slug

LONG = "l" * 300


@pytest.mark.parametrize(
    ("slug", "name", "domain", "admin", "said"),
    [
        (LONG, "锁业", "fix.test", "admin@fix.test", "short name"),
        ("-", "锁业", "fix.test", "admin@fix.test", "short name"),
        ("锁业", "锁业", "fix.test", "admin@fix.test", "short name"),
        ("locks", LONG, "fix.test", "admin@fix.test", "at most 120"),
        ("locks", "  ", "fix.test", "admin@fix.test", "at least one letter"),
        ("locks", "锁\x00业", "fix.test", "admin@fix.test", "at least one letter"),
        ("locks", "锁业", "https://fix.test/", "admin@fix.test", "host name"),
        ("locks", "锁业", "fix.test:8000", "admin@fix.test", "host name"),
        ("locks", "锁业", "fix..test", "admin@fix.test", "host name"),
        ("locks", "锁业", LONG, "admin@fix.test", "host name"),
        ("locks", "锁业", "fix test", "admin@fix.test", "host name"),
        ("locks", "锁业", "fix.test", "admin", "e-mail address"),
        ("locks", "锁业", "fix.test", f"{LONG}@fix.test", "e-mail address"),
        ("lock", "锁业", "fix.test", "admin@fix.test", "already"),
        ("Locks ", "锁业", "LOCK.test.", "admin@fix.test", "another operator"),
    ],
)
def test_a_bad_word_founds_nothing_and_is_explained(
    operator: Operator, slug: str, name: str, domain: str, admin: str, said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("found", slug, name, domain, admin)
    assert list(Operator.objects.all()) == [operator]
    assert Host.objects.count() == 1


def test_a_chinese_host_name_is_kept_as_browsers_send_it(operator: Operator) -> None:
    told = StringIO()
    call_command("found", "suoye", "某某锁业", "售后.例子.cn", "admin@suoye.cn", stdout=told)
    assert told.getvalue().startswith("admin@suoye.cn  ")
    kept = Host.objects.exclude(operator=operator).get().domain
    assert kept == "售后.例子.cn".encode("idna").decode()


def test_addresses_are_hosts_too() -> None:
    assert check_domain("192.168.1.20") == "192.168.1.20"
    assert check_domain("::1") == check_domain("[::1]") == "[::1]"


@given(st.text(max_size=300))
def test_whatever_is_typed_is_a_clean_word_or_a_sentence(text: str) -> None:
    for check, longest in ((check_slug, 50), (check_name, 120), (check_domain, 253)):
        try:
            clean = check(text)
        except Invalid as error:
            assert error.sentence()
        else:
            assert 0 < len(clean) <= longest
            assert check(clean) == clean
