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
from bonafix.claims.actions.destroying import on_proof
from bonafix.claims.actions.examining import examine_claim
from bonafix.claims.actions.inspecting import Where, agree_inspection
from bonafix.claims.actions.leaving import proof_asked
from bonafix.claims.actions.mending import agree_mending, order_mending
from bonafix.claims.actions.opening import Opened, Wanted, open_claim
from bonafix.claims.actions.paying import pay
from bonafix.claims.actions.pictures import add_picture, complete
from bonafix.claims.actions.policy import publish_policy
from bonafix.claims.actions.remedying import confirm, send_out
from bonafix.claims.actions.reviewing import Verdict, appeal, decide
from bonafix.claims.models import Claim, Policy
from bonafix.evidence.actions import begin_giving, declare, keep, look_at, take_in
from bonafix.evidence.actions.taking import Given
from bonafix.files.uploads.actions import take_piece
from bonafix.intake.locate import locate
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.people.actions import add_organisation, add_person
from bonafix.products.actions import Bought, register_order
from bonafix.products.models import Order
from tests.support.world import ADDRESS

SOFT = "纯棉床单"  # goods that can be made useless without danger
REASONS = "两张照片的同一区域不一致，付款凭证与物流记录齐全。"
WORDS = "打开以后发现杯口有裂纹，没法用。"
STATES = (
    "opened", "evidenced", "answering", "offered", "returning", "sent_back", "agreeing",
    "inspecting", "destroying", "destroyed", "reviewing", "confirming", "fulfilling", "inviting",
    "mending", "delivered", "settled", "granted", "paid", "refused", "appealed", "closed",
    "withdrawn",
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

    def let_destroy(self) -> None:
        """The policy of all purchases here: goods may be made useless instead of sent back."""
        if Policy.objects.exists():
            return
        before, since = self.now - timedelta(days=60), self.now - timedelta(days=30)
        values = {"destroy_for": {"damaged": ["general"]}}
        publish_policy(self.staff("manager"), before, since, values)

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
    facts = {"amount_fen": 80_000 if status == "confirming" else 9900, **WISHED.get(status, {})}
    if status in PROVED:
        world.let_destroy()
    order = world.order(facts["amount_fen"], **({"title": SOFT} if status in PROVED else {}))
    opened = world.open(order, **{**facts, **more})
    case = opened.case
    for verb in WAYS[status]:
        STEPS[verb](world, case, measured)
    assert world.claim(case).status == LED_TO.get(status, status)
    return case


# What is asked for on the way to a state, and which need goods that may be destroyed.
WISHED: dict[str, dict[str, Any]] = {
    "confirming": {"wish": "return_refund"},
    **{key: {"wish": "exchange"} for key in ("fulfilling", "delivered", "settled")},
    **{key: {"wish": "repair"} for key in ("mendable", "inviting", "mending")},
}
PROVED = ("destroying", "destroyed")
# A merchant has agreed to mend: another way to where an exchange comes too.
MENDABLE = "mendable"
LED_TO = {MENDABLE: "fulfilling"}


def prove_destroyed(world: ClaimWorld, case: Case) -> None:
    """The buyer shows the goods made useless, with the code of the request beside them."""
    ask = proof_asked(case.id)
    assert ask is not None
    buyer = world.buyer(case.id)
    declare(buyer, world.now, ask.id, "no", None)
    for number, shot in enumerate(ask.wanted):
        give(buyer, world.now, ask.id, shot, picture(number + 40, size=(1280, 960)))
    on_proof(world.system, world.now, ask.id)


def give(
    buyer: Actor, now: datetime, ask_id: UUID, shot: str, content: bytes, kind: str = "image/jpeg"
) -> None:
    """All the way of the guided page: announced, sent, taken in, looked at."""
    upload = begin_giving(buyer, now, ask_id, Given(shot, "camera", len(content), kind))
    upload.offset = take_piece(buyer.operator_id, now, upload, 0, content)
    item = take_in(buyer.operator_id, now, upload.id)
    assert item is not None
    look_at(buyer.operator_id, now, item.id)
    item.refresh_from_db()
    if item.problems:
        keep(buyer, now, ask_id, item.id)


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
    "ask_destroy": _answer("ask_destroy"),
    "show_destroyed": lambda world, case, _m: prove_destroyed(world, case),
    "order_mending": lambda world, case, _m: order_mending(world.merchant, world.now, case.number),
    "agree_mending": lambda world, case, _m: agree_mending(
        world.buyer(case.id), world.now, case.number, where()
    ),
    "send_out": lambda world, case, _m: send_out(
        world.merchant, world.now, case.number, "顺丰 SF7654321"
    ),
    "confirm": lambda world, case, _m: confirm(world.buyer(case.id), world.now, case.number),
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
    "destroying": (*ASKED, "ask_destroy"),
    "destroyed": (*ASKED, "ask_destroy", "show_destroyed"),
    "fulfilling": (*ASKED, "accept"),
    "mendable": (*ASKED, "accept"),
    "inviting": (*ASKED, "accept", "order_mending"),
    "mending": (*ASKED, "accept", "order_mending", "agree_mending"),
    "delivered": (*ASKED, "accept", "send_out"),
    "settled": (*ASKED, "accept", "send_out", "confirm"),
    "reviewing": CONTESTED,
    "confirming": (*CONTESTED, "refuse"),
    "granted": (*ASKED, "accept"),
    "paid": (*ASKED, "accept", "pay"),
    "refused": (*CONTESTED, "refuse"),
    "appealed": (*CONTESTED, "refuse", "appeal"),
    "closed": (*CONTESTED, "refuse", "appeal", "uphold"),
    "withdrawn": ("withdraw",),
}
