"""The small world of claims."""

from datetime import datetime

import pytest

from bonafix.operators.models import Operator
from tests.support.claims import ClaimWorld, build_claims


@pytest.fixture
def world(operator: Operator, now: datetime) -> ClaimWorld:
    return build_claims(operator.id, now)
