"""A party to tell something, and stand-ins for what higher packages fill in."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import override_settings

from bonafix.ledger.acts import begin
from bonafix.notices import filling
from bonafix.notices.actions import notify
from bonafix.notices.filling import fill_with
from bonafix.notices.models import Notice
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people.actions import add_person
from bonafix.people.models import Party

PHONE = "+8613812345678"
NUMBER = "RK7M-2HXA"


@pytest.fixture(autouse=True)
def nobody_fills(tmp_path: Path) -> Iterator[Path]:
    """No filler but those a test sets, no provider but those a test starts."""
    before = dict(filling._fillers)
    filling._fillers.clear()
    bare = {"NOTICE_SMS_URL": "", "NOTICE_SMS_KEY": "", "NOTICE_VOICE_URL": "", "EMAIL_HOST": ""}
    with override_settings(DATA=tmp_path, **bare):
        yield tmp_path
    filling._fillers.clear()
    filling._fillers.update(before)


@pytest.fixture
def fillers() -> None:
    """A technician, a link and a code, as higher packages give them."""
    fill_with("technician", lambda _operator, _case, value, _now: "王师傅" if value else "")
    fill_with("link", lambda _operator, _case, _value, _now: f"https://lock.test/t/{uuid4().hex}/")
    fill_with("code", lambda _operator, _case, _value, _now: "4071")
    fill_with("email", lambda _operator, _case, _value, _now: "customer@mail.test")


def person(operator: Operator, now: datetime) -> Party:
    with begin(Actor.system(operator.id), now) as act:
        return add_person(act, name="王小明", phone=PHONE)


def tell(
    operator: Operator,
    now: datetime,
    party: Party,
    kind: str = "accepted",
    *,
    key: str = "",
    **given: Any,
) -> Notice:
    """A notice of that kind about some case."""
    case_id = uuid4()
    params = given.pop("params", {"number": NUMBER})
    with begin(Actor.system(operator.id), now) as act:
        return notify(
            act, case_id, party.id, kind, params, key=key or f"{kind}:{case_id}:1", **given
        )
