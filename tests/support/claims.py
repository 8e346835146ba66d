"""A small world of claims for tests: a merchant, a buyer, an order, pictures made by code."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from PIL import Image, ImageDraw

from bonafix.cases.models import Case
from bonafix.claims.actions.answering import answer
from bonafix.claims.actions.buying import answer_offer, send_back
from bonafix.claims.actions.examining import examine_claim
from bonafix.claims.actions.inspecting import Where, agree_inspection
from bonafix.claims.actions.opening import Opened, Wanted, open_claim
from bonafix.claims.actions.paying import pay
from bonafix.claims.actions.pictures import add_picture, complete
from bonafix.claims.actions.reviewing import Verdict, appeal, decide
from bonafix.claims.models import Claim
from bonafix.intake.locate import locate
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.people.actions import add_organisation, add_person
from bonafix.products.actions import Bought, register_order
from bonafix.products.models import Order
from tests.support.world import ADDRESS

REASONS = "两张照片的同一区域不一致，付款凭证与物流记录齐全。"
WORDS = "打开以后发现杯口有裂纹，没法用。"
STATES = (
    "opened", "evidenced", "answering", "offered", "returning", "sent_back", "agreeing",
    "inspecting", "reviewing", "confirming", "granted", "paid", "refused", "appealed",
    "closed", "withdrawn",
)  # fmt: skip


def picture(seed: int = 0, *, crack: bool = False, size: tuple[int, int] = (640, 480)) -> bytes:
    """A cup on a table, drawn by code; `crack` draws a dark line over it. JPEG bytes."""
    rng = np.random.default_rng(seed)
    ground = rng.integers(120, 200, (size[1] // 8, size[0] // 8, 3), dtype=np.uint8)
    seen = Image.fromarray(ground).resize(size, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(seen)
    for _ in range(60):
        x, y, r = (int(v) for v in rng.integers(0, [size[0], size[1], 40]))
        draw.ellipse((x, y, x + r, y + r), fill=tuple(int(v) for v in rng.integers(0, 255, 3)))
    draw.rectangle((220, 140, 420, 400), fill=(235, 232, 224), outline=(90, 90, 90), width=4)
    if crack:
        draw.line((250, 150, 300, 240, 280, 300, 330, 390), fill=(30, 20, 20), width=7)
    out = BytesIO()
    seen.save(out, "JPEG", quality=90)
    return out.getvalue()


@dataclass
class ClaimWorld:
    """Ids of what there is, and short ways to do what people do."""

    operator_id: UUID
    now: datetime
    merchant_id: UUID
    buyer_id: UUID
    reviewers: list[Actor] = field(default_factory=list)
    orders: int = 0

    @property
    def system(self) -> Actor:
        return Actor.system(self.operator_id)

    @property
    def merchant(self) -> Actor:
        return Actor(
            self.operator_id, "staff", id=self.merchant_id, roles=frozenset({"merchant"}),
            party_ids=frozenset({self.merchant_id}),
        )  # fmt: skip

    def staff(self, *roles: str) -> Actor:
        return Actor(self.operator_id, "staff", id=uuid4(), roles=frozenset(roles))

    def buyer(self, case_id: UUID | None = None) -> Actor:
        return Actor(
            self.operator_id, "customer", id=self.buyer_id, roles=frozenset({"customer"}),
            party_ids=frozenset({self.buyer_id}),
            case_ids=frozenset({case_id} if case_id else ()),
        )  # fmt: skip

    def order(self, paid_fen: int = 9900, **more: Any) -> Order:
        self.orders += 1
        facts: dict[str, Any] = {
            "ref": f"DD2026{self.orders:06d}{more.pop('ending', '')}",
            "title": "手工玻璃杯 300 ml",
            "goods_fen": paid_fen,
            "paid_fen": paid_fen,
            "bought_at": self.now - timedelta(days=5),
            "received_at": self.now - timedelta(days=1),
        }
        with begin(self.system, self.now) as act:
            return register_order(
                act, merchant_id=self.merchant_id, buyer_id=self.buyer_id,
                bought=Bought(**{**facts, **more}),
            )  # fmt: skip

    def open(self, order: Order | None = None, **more: Any) -> Opened:
        facts: dict[str, Any] = {
            "reason": "damaged", "wish": "refund_only", "amount_fen": 9900, "statement": WORDS,
        }  # fmt: skip
        wanted = Wanted(**{**facts, **more})
        found = order or self.order(max(9900, wanted.amount_fen))
        return open_claim(self.buyer(), self.now, found.id, wanted, "page")

    def claim(self, case: Case) -> Claim:
        return Claim.objects.get(case_id=case.id)

    def fill(self, case: Case, *, crack: bool = False) -> None:
        """The asked pictures come in, and the buyer says that this is all."""
        for number, slot in enumerate(("overview", "detail")):
            content = picture(number + 10, crack=crack)
            add_picture(self.buyer(case.id), self.now, case.number, slot, content, False)
        complete(self.buyer(case.id), self.now, case.number)

    def decide(self, case: Case, outcome: str, fen: int = 0, who: int = 0) -> Claim:
        verdict = Verdict(outcome, fen, REASONS)
        return decide(self.reviewers[who], self.now, case.number, verdict)


def build_claims(operator_id: UUID, now: datetime, **more: Any) -> ClaimWorld:
    """A merchant, a buyer, and three reviewers who have nothing to do with either."""
    name, phone = more.get("name", "周小雨"), more.get("phone", "+8613900001111")
    with begin(Actor.system(operator_id), now) as act:
        merchant = add_organisation(act, title="窑火器皿店", role="merchant")
        buyer = add_person(act, name=name, phone=phone)
    world = ClaimWorld(operator_id, now, merchant.id, buyer.id)
    world.reviewers = [world.staff("reviewer") for _ in range(3)]
    return world


def lead_claim(world: ClaimWorld, status: str, *, measured: bool = False, **more: Any) -> Case:
    """A claim that has come to `status`; `measured`: its pictures really are examined."""
    costly = status == "confirming"
    order = world.order(80_000 if costly else 9900)
    opened = world.open(
        order,
        amount_fen=80_000 if costly else 9900,
        **({"wish": "return_refund"} if costly else {}),
        **more,
    )
    case = opened.case
    for verb in WAYS[status]:
        STEPS[verb](world, case, measured)
    assert world.claim(case).status == status
    return case


def _examine(world: ClaimWorld, case: Case, measured: bool) -> None:
    if measured:
        examine_claim(world.system, world.now, case.id)
        return
    from bonafix.claims.actions.examining import go_on

    go_on(world.staff("agent"), world.now, case.number)


def _answer(kind: str, **more: Any) -> Any:
    def step(world: ClaimWorld, case: Case, _measured: bool) -> None:
        answer(world.merchant, world.now, case.number, kind, REASONS, **more)

    return step


def where(address: str = ADDRESS, **more: Any) -> Where:
    """Where the goods are, as the buyer's page hands it on."""
    return Where(locate(address), address, **{"consent": "test-1", **more})


def _appeal(world: ClaimWorld, case: Case, _measured: bool) -> None:
    appeal(world.buyer(case.id), world.now, case.number, "buyer", "请再看一次第二张照片里的裂纹。")


def _uphold(world: ClaimWorld, case: Case, _measured: bool) -> None:
    from bonafix.claims.actions.reviewing import decide_appeal

    decide_appeal(world.reviewers[2], world.now, case.number, Verdict("refuse", 0, REASONS))


def _withdraw(world: ClaimWorld, case: Case, _measured: bool) -> None:
    from bonafix.claims.actions.buying import withdraw

    withdraw(world.buyer(case.id), world.now, case.number)


STEPS: dict[str, Any] = {
    "fill": lambda world, case, _m: world.fill(case),
    "examine": _examine,
    "accept": _answer("accept"),
    "offer": _answer("offer", offer_fen=3000),
    "contest": _answer("contest"),
    "ask_return": _answer("ask_return"),
    "ask_inspection": _answer("ask_inspection"),
    "agree": lambda world, case, _m: agree_inspection(
        world.buyer(case.id), world.now, case.number, where()
    ),
    "leave_offer": lambda world, case, _m: answer_offer(
        world.buyer(case.id), world.now, case.number, False
    ),
    "send_back": lambda world, case, _m: send_back(
        world.buyer(case.id), world.now, case.number, "顺丰 SF1234567"
    ),
    "refuse": lambda world, case, _m: world.decide(case, "refuse"),
    "pay": lambda world, case, _m: pay(world.system, world.now, case.id),
    "appeal": _appeal,
    "uphold": _uphold,
    "withdraw": _withdraw,
}
ASKED = ("fill", "examine")
CONTESTED = (*ASKED, "contest")
WAYS: dict[str, tuple[str, ...]] = {
    "opened": (),
    "evidenced": ("fill",),
    "answering": ASKED,
    "offered": (*ASKED, "offer"),
    "returning": (*ASKED, "ask_return"),
    "sent_back": (*ASKED, "ask_return", "send_back"),
    "agreeing": (*ASKED, "ask_inspection"),
    "inspecting": (*ASKED, "ask_inspection", "agree"),
    "reviewing": CONTESTED,
    "confirming": (*CONTESTED, "refuse"),
    "granted": (*ASKED, "accept"),
    "paid": (*ASKED, "accept", "pay"),
    "refused": (*CONTESTED, "refuse"),
    "appealed": (*CONTESTED, "refuse", "appeal"),
    "closed": (*CONTESTED, "refuse", "appeal", "uphold"),
    "withdrawn": ("withdraw",),
}
