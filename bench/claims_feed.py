"""Inside a running demonstration: bring claims in as buyers do. Started by `bench.claims`.

    python -m bench.claims_feed burst NUMBER GOODS     claims of three photos; GOODS of ten have
                                                       a picture of the merchant to compare with
    python -m bench.claims_feed large PHOTOS WIDTH     one claim with photos of 12 megapixels

Prints one JSON object. The photos are drawn by code; each file is one of its own.
"""

import json
import sys
import time
from datetime import timedelta
from io import BytesIO

import django
import numpy as np
from PIL import Image


def photos(seed: int) -> list[bytes]:
    """Three telephone pictures of one thing."""
    from tests.support.claims import picture

    plain = [picture(seed % 20, crack=True), picture(seed % 20 + 30), picture(seed % 20 + 60)]
    # Bytes after the end of a JPEG: files of their own for the custody, the same to look at.
    return [one + f"claim {seed} {at}".encode() for at, one in enumerate(plain)]


def large(seed: int, width: int) -> bytes:
    """A detailed picture of `width` × three quarters of it, as a telephone would save it."""
    rng = np.random.default_rng(seed)
    ground = rng.integers(0, 255, (width // 6, width // 8, 3), dtype=np.uint8)
    seen = Image.fromarray(ground).resize((width, width * 3 // 4), Image.Resampling.BICUBIC)
    out = BytesIO()
    seen.save(out, "JPEG", quality=90)
    return out.getvalue()


def burst(number: int, goods: int) -> dict[str, object]:
    """Open and fill `number` claims as fast as one process can."""
    world = stage()
    from tests.support.claims import picture

    from bonafix.claims.actions.pictures import add_goods_picture, add_picture, complete
    from bonafix.kit.clock import now

    began, cases = time.monotonic(), []
    for seed in range(number):
        world.now = now()
        case = world.open().case
        if seed % 10 < goods:
            add_goods_picture(world.merchant, world.now, case.number, picture(seed % 20))
        for slot, content in zip(("overview", "detail", "label"), photos(seed), strict=True):
            add_picture(world.buyer(case.id), world.now, case.number, slot, content, False)
        complete(world.buyer(case.id), now(), case.number)
        cases.append(str(case.id))
    return {"cases": cases, "seconds": round(time.monotonic() - began, 1)}


def one_large(many: int, width: int) -> dict[str, object]:
    """One claim with `many` photos of 12 megapixels, contested, for a reviewer."""
    world = stage()
    from tests.support.claims import REASONS

    from bonafix.claims.actions.answering import answer
    from bonafix.claims.actions.examining import examine_claim
    from bonafix.claims.actions.pictures import add_picture, complete
    from bonafix.kit.clock import now

    world.now = now()
    case, size = world.open().case, 0
    for at in range(many):
        content = large(at, width)
        size += len(content)
        slot = ("overview", "detail")[at % 2]
        add_picture(world.buyer(case.id), world.now, case.number, slot, content, False)
    complete(world.buyer(case.id), now(), case.number)
    began = time.monotonic()
    examine_claim(world.system, now(), case.id)
    examined = time.monotonic() - began
    answer(world.merchant, now(), case.number, "contest", REASONS)
    told = {"number": case.number, "photos": many, "megabytes": round(size / 1e6, 1)}
    return {**told, "examined_seconds": round(examined, 1)}


def stage():  # type: ignore[no-untyped-def]  # Django is set up by now
    """A merchant and a buyer in the demonstration."""
    from tests.support.claims import build_claims

    from bonafix.kit.clock import now
    from bonafix.operators.models import Operator

    operator = Operator.objects.get(slug="demo")
    return build_claims(operator.id, now() - timedelta(seconds=1))


if __name__ == "__main__":
    django.setup()
    from bonafix.config.wiring import connect
    from bonafix.operators.models import Operator
    from bonafix.operators.tenancy import act_as

    connect()
    with act_as(Operator.objects.get(slug="demo").id):
        verb, first, second = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
        print(json.dumps((burst if verb == "burst" else one_large)(first, second)))
