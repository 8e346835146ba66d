"""Forty claims in every state, honest and doctored, through the real actions.

They are led by the worker once the demonstration answers, one piece of work for each: their
pictures are really examined, and nobody waits for that at the start. Nothing that is found
decides anything.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import cycle
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings

from bonafix.claims.actions.answering import answer
from bonafix.claims.actions.buying import answer_offer, send_back, withdraw
from bonafix.claims.actions.duties import ask_person
from bonafix.claims.actions.examining import examine_claim
from bonafix.claims.actions.inspecting import agree_inspection
from bonafix.claims.actions.mending import order_mending
from bonafix.claims.actions.opening import Opened, Wanted, open_claim
from bonafix.claims.actions.paying import pay
from bonafix.claims.actions.pictures import add_goods_picture, add_picture, complete
from bonafix.claims.actions.remedying import confirm, send_out
from bonafix.claims.actions.reviewing import Verdict, appeal, decide, decide_appeal, second_look
from bonafix.claims.actions.standing import instruct
from bonafix.claims.actions.visiting import Where
from bonafix.config.demo import claim_pictures as pictures
from bonafix.intake.locate import locate
from bonafix.kit.clock import format_instant, parse_instant
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.people.actions import add_organisation, add_person
from bonafix.products.actions import Bought, register_order
from bonafix.products.models import Order

MERCHANT: Final = "窑火器皿店（演示）"
GOODS: Final = ("手工陶碗", "青釉汤碗", "描金茶盏", "粗陶饭碗")
SAYS: Final = "收到时碗口有裂纹，包装盒没有破。"
DISAGREES: Final = "发货前逐件拍照，碗口完整；请对照商品照片的同一位置。"
REFUSES: Final = "买家照片与商品照片为同一画面，仅一处不同；未见实物的其他照片，故不支持。"
LIVES: Final = "景德镇市珠山区瓷都大道演示路 8 号"
AGAIN: Final = "请再看一次，我可以把碗寄回来检查。"
# Comparing takes seconds of a processor: of the honest ones, these are enough to look at.
COMPARED: Final = ("offered", "reviewing")
COMES: Final = "demo.claim_comes"
# State, how many, doctored?
PLAN: Final = (
    ("opened", 2, False), ("evidenced", 1, False), ("answering", 3, False),
    ("answering", 2, True), ("offered", 3, False), ("returning", 2, False),
    ("sent_back", 2, False), ("agreeing", 1, False), ("inspecting", 1, False),
    ("reviewing", 2, False),
    ("reviewing", 3, True), ("confirming", 2, True), ("granted", 1, False), ("paid", 3, False),
    ("fulfilling", 1, False), ("inviting", 1, False), ("delivered", 1, False),
    ("settled", 1, False),
    ("refused", 2, True), ("appealed", 2, True), ("closed", 2, True), ("withdrawn", 2, False),
)  # fmt: skip
ROAD: Final[dict[str, tuple[str, ...]]] = {
    "opened": (),
    "evidenced": ("fill",),
    "answering": ("fill", "ask"),
    "offered": ("fill", "ask", "offer"),
    "returning": ("fill", "ask", "ask_return"),
    "sent_back": ("fill", "ask", "ask_return", "send_back"),
    "agreeing": ("fill", "ask", "ask_inspection"),
    "inspecting": ("fill", "ask", "ask_inspection", "agree"),
    "fulfilling": ("fill", "ask", "accept"),
    "inviting": ("fill", "ask", "accept", "send_somebody"),
    "delivered": ("fill", "ask", "accept", "send_out"),
    "settled": ("fill", "ask", "accept", "send_out", "confirm"),
    "reviewing": ("fill", "ask", "contest"),
    "confirming": ("fill", "ask", "contest", "decide"),
    "granted": ("fill", "ask", "accept"),
    "paid": ("fill", "ask", "accept", "pay"),
    "refused": ("fill", "ask", "contest", "decide"),
    "appealed": ("fill", "ask", "contest", "decide", "appeal"),
    "closed": ("fill", "ask", "contest", "decide", "appeal", "uphold"),
    "withdrawn": ("withdraw",),
}

# What buyers of these ask for instead of money.
WISHED: Final = {
    "fulfilling": "exchange", "delivered": "exchange", "settled": "exchange", "inviting": "repair",
}  # fmt: skip


@dataclass
class Scene:
    """The people of the demonstration's claims, and the claim that is being led."""

    operator_id: UUID
    merchant: Actor
    buyer_id: UUID
    reviewers: tuple[Actor, Actor, Actor]
    seed: int = 0
    doctored: bool = False
    compared: bool = False
    number: str = ""
    case_id: UUID | None = None

    @property
    def buyer(self) -> Actor:
        """Whoever holds the link of the present claim."""
        cases = frozenset({self.case_id} if self.case_id else ())
        return Actor(
            self.operator_id, "customer", id=self.buyer_id, roles=frozenset({"customer"}),
            party_ids=frozenset({self.buyer_id}), case_ids=cases,
        )  # fmt: skip


def merchant_of(operator_id: UUID, now: datetime) -> UUID:
    """The merchant of the demonstration: a made-up pottery."""
    with begin(Actor.system(operator_id), now) as act:
        return add_organisation(act, title=MERCHANT, role="merchant").id


def plan_claims(operator_id: UUID, now: datetime, merchant_id: UUID) -> int:
    """Put the claims into the queue, each led to where PLAN says; how many there are."""
    with begin(Actor.system(operator_id), now) as act:
        buyers = cycle(
            add_person(act, name=name, phone=f"+861400001{at:04d}").id
            for at, name in enumerate(("周女士", "郑先生", "何阿姨", "曹先生"))
        )
        seeds = range(1, 1 + sum(many for _state, many, _doctored in PLAN))[: settings.DEMO_CLAIMS]
        for seed in seeds:
            # Late enough that no hour of ours is over before the worker has come to it.
            at = format_instant(now - timedelta(minutes=45) + timedelta(seconds=30 * seed))
            act.defer_last(COMES, seed=seed, merchant=merchant_id, buyer=next(buyers), at=at)
    instruct(_staff(operator_id, "merchant", merchant_id), now, merchant_id, 1500, ["missing"])
    return len(seeds)


def lead_claim(operator_id: UUID, seed: int, merchant_id: UUID, buyer_id: UUID, at: str) -> None:
    """Lead the claim with this number in PLAN. One that is there already is left as it is."""
    states = [(state, doctored) for state, many, doctored in PLAN for _ in range(many)]
    state, doctored = states[seed - 1]
    if Order.objects.filter(merchant_id=merchant_id, ref__startswith=_ref(seed)).exists():
        return
    scene = _scene(operator_id, merchant_id, buyer_id)
    scene.seed, scene.doctored = seed, doctored
    scene.compared = doctored or state in COMPARED
    _lead(scene, parse_instant(at), state)


def _ref(seed: int) -> str:
    return f"YH{seed:06d}"


def _staff(operator_id: UUID, role: str, *parties: UUID) -> Actor:
    return Actor(
        operator_id, "staff", id=uuid4(), roles=frozenset({role}), party_ids=frozenset(parties)
    )


def _scene(operator_id: UUID, merchant_id: UUID, buyer_id: UUID) -> Scene:
    return Scene(
        operator_id,
        _staff(operator_id, "merchant", merchant_id),
        buyer_id,
        (
            _staff(operator_id, "reviewer"),
            _staff(operator_id, "reviewer"),
            _staff(operator_id, "reviewer"),
        ),
    )


def _lead(scene: Scene, at: datetime, state: str) -> None:
    fen = 68_000 if state == "confirming" else 6800 + 100 * scene.seed
    # What the test provider cannot pay waits for the manager, so that it can be seen.
    opened = _open(scene, at, fen, WISHED.get(state, ""), "-FAIL" if state == "granted" else "")
    scene.number, scene.case_id = opened.case.number, opened.case.id
    for step, verb in enumerate(ROAD[state], start=1):
        STEPS[verb](scene, at + timedelta(minutes=step))
    if scene.seed % 9 == 0:
        ask_person(scene.buyer, at + timedelta(minutes=9), scene.number)


def _open(scene: Scene, at: datetime, fen: int, wish: str, ending: str) -> Opened:
    title = GOODS[scene.seed % len(GOODS)]
    bought = Bought(
        ref=f"{_ref(scene.seed)}{ending}", title=title, goods_fen=fen, paid_fen=fen,
        bought_at=at - timedelta(days=6), received_at=at - timedelta(days=1),
    )  # fmt: skip
    with begin(Actor.system(scene.operator_id), at) as act:
        order = register_order(
            act, merchant_id=next(iter(scene.merchant.party_ids)), buyer_id=scene.buyer_id,
            bought=bought,
        )  # fmt: skip
    wish = wish or ("return_refund" if fen > 20_000 else "refund_only")
    return open_claim(scene.buyer, at, order.id, Wanted("damaged", wish, fen, SAYS), "page")


def _fill(scene: Scene, at: datetime) -> None:
    if scene.compared:
        add_goods_picture(scene.merchant, at, scene.number, _drawn("goods", scene.seed))
    # What nobody measures here need not be drawn anew each time.
    seed = scene.seed if scene.compared else scene.seed % len(GOODS)
    kind = "doctored" if scene.doctored else "broken"
    for slot in ("overview", "detail"):
        content = _drawn(kind, seed, near=slot == "detail")
        add_picture(scene.buyer, at, scene.number, slot, content, False)
    complete(scene.buyer, at, scene.number)


@cache
def _drawn(kind: str, seed: int, near: bool = False) -> bytes:
    drawing = {
        "goods": pictures.goods, "doctored": pictures.doctored, "broken": pictures.broken,
    }[kind](seed)  # fmt: skip
    if near:
        width, height = drawing.size
        box = (width // 5, height // 6, width * 4 // 5, height * 5 // 6)
        drawing = drawing.crop(box).resize((width, height))
    return pictures.jpeg(drawing)


Step = Callable[[Scene, datetime], object]


def _says(kind: str) -> Step:
    def step(scene: Scene, at: datetime) -> object:
        offer = 2000 if kind == "offer" else None
        return answer(scene.merchant, at, scene.number, kind, DISAGREES, offer)

    return step


def _decide(scene: Scene, at: datetime) -> object:
    verdict = Verdict("refuse", 0, REFUSES)
    return decide(scene.reviewers[0], at, scene.number, verdict)


STEPS: Final[dict[str, Step]] = {
    "fill": _fill,
    "ask": lambda scene, at: examine_claim(
        Actor.system(scene.operator_id), at, scene.case_id or uuid4()
    ),
    "accept": lambda scene, at: answer(scene.merchant, at, scene.number, "accept"),
    "offer": _says("offer"),
    "contest": _says("contest"),
    "ask_return": _says("ask_return"),
    "ask_inspection": _says("ask_inspection"),
    "agree": lambda scene, at: agree_inspection(
        scene.buyer, at, scene.number, Where(locate(LIVES), LIVES, (), "inspection-2026-11")
    ),
    "send_somebody": lambda scene, at: order_mending(scene.merchant, at, scene.number),
    "send_out": lambda scene, at: send_out(scene.merchant, at, scene.number, "演示快递 YS0000002"),
    "confirm": lambda scene, at: confirm(scene.buyer, at, scene.number),
    "leave_offer": lambda scene, at: answer_offer(scene.buyer, at, scene.number, False),
    "send_back": lambda scene, at: send_back(scene.buyer, at, scene.number, "演示快递 YS0000001"),
    "decide": _decide,
    "second": lambda scene, at: second_look(scene.reviewers[1], at, scene.number, True),
    "pay": lambda scene, at: pay(Actor.system(scene.operator_id), at, scene.case_id or uuid4()),
    "appeal": lambda scene, at: appeal(scene.buyer, at, scene.number, "buyer", AGAIN),
    "uphold": lambda scene, at: decide_appeal(
        scene.reviewers[2], at, scene.number, Verdict("refuse", 0, REFUSES)
    ),
    "withdraw": lambda scene, at: withdraw(scene.buyer, at, scene.number),
}
