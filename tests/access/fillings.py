"""How each address and each form is filled in so that it would work, were it allowed."""

import base64
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver
from PIL import Image

from bonafix.api.root import api
from bonafix.claims.models import Correction, Restriction
from bonafix.kit.clock import format_instant, local, now
from bonafix.operators.tenancy import act_as
from bonafix.repairs.models import Repair
from tests.access.stage import House
from tests.support.claims import picture as claim_picture
from tests.support.lives import CALL_OWED, DOOR, LATE, TWIN
from tests.support.world import PLACE

Body = Callable[[House, str], dict[str, Any]]


def nothing(_house: House, _status: str) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Filling:
    """The state in which the step is in order, and what is sent."""

    status: str = "arranged"
    body: Body = nothing
    verb: str = ""
    query: str = ""
    writes: bool = True
    asks: bool = False  # sent like a form, and nothing goes on record by it


@dataclass(frozen=True)
class Route:
    """An address as the resolver knows it."""

    name: str
    pattern: str
    given: tuple[str, ...]
    api: bool = False
    fillings: tuple[Filling, ...] = field(default=())

    @property
    def of_object(self) -> bool:
        return bool({"number", "token"} & set(self.given))


def _door_code(house: House, status: str) -> str:
    with act_as(house.world.operator_id):
        return house.world.door_code(house.cases[status].id)


def api_step(verb: str, **more: Any) -> Body:
    def body(house: House, status: str) -> dict[str, Any]:
        sent = {"client_id": str(uuid4()), "verb": verb, "done_at": format_instant(now()), **more}
        return sent | ({"code": _door_code(house, status)} if verb == "arrive" else {})

    return body


def page_step(verb: str, **more: Any) -> Body:
    def body(house: House, status: str) -> dict[str, Any]:
        sent = {"client_id": str(uuid4()), **more}
        return sent | ({"code": _door_code(house, status)} if verb == "arrive" else {})

    return body


def of_restriction(**more: Any) -> Body:
    """The newest decision of this case about how claims go."""

    def body(house: House, status: str) -> dict[str, Any]:
        with act_as(house.world.operator_id):
            row = Restriction.objects.filter(case_id=house.cases[status].id).latest("id")
        return {"id": str(row.id), **more}

    return body


def of_correction(**more: Any) -> Body:
    def body(house: House, status: str) -> dict[str, Any]:
        with act_as(house.world.operator_id):
            row = Correction.objects.get(case_id=house.cases[status].id)
        return {"id": str(row.id), **more}

    return body


def picture(_house: House, _status: str) -> dict[str, Any]:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    file = SimpleUploadedFile("a.png", out.getvalue(), "image/png")
    given = {"client_id": str(uuid4()), "kind": "before", "taken_at": format_instant(now())}
    return {**given, "file": file}


def fixed(**given: Any) -> Body:
    return lambda _house, _status: given


def of_quote(house: House, status: str) -> dict[str, Any]:
    return {"quote": str(house.quotes[status])}


def first_of_twins(house: House, status: str) -> dict[str, Any]:
    """The number of the other case of the same customer."""
    case = house.cases[status]
    with act_as(house.world.operator_id):
        repair = house.world.repair(case.id)
        same = Repair.objects.filter(customer_id=repair.customer_id).exclude(case_id=case.id)
        return {"into": same[0].case.number}


def first_technician(house: House, _status: str) -> dict[str, Any]:
    return {"technician": str(house.world.technicians[0])}


def of_picture() -> dict[str, Any]:
    """A form with a picture; a new file each time, for sending reads it to its end."""
    return {"slot": "label", "ai": "no", "picture": SimpleUploadedFile("a.jpg", claim_picture(3))}


def tomorrow() -> str:
    """The evening of the day after, as a page names it."""
    return f"slot/{local(now()).date() + timedelta(days=1)}/evening"


def in_a_day(_house: House, _status: str) -> dict[str, Any]:
    later = now() + timedelta(hours=30)
    return {"from": format_instant(later), "to": format_instant(later + timedelta(hours=5))}


BESIDE = {"name": "王晓华", "phone": "13800001111", "relation": "child"}


def call(_house: House, _status: str) -> dict[str, Any]:
    file = SimpleUploadedFile("call.amr", b"#!AMR\n" + bytes(100), "audio/amr")
    told = {"client_id": str(uuid4()), "began_at": format_instant(now()), "seconds": "60"}
    return {**told, "notice": "call-1", "consent": "true", "file": file}


def sound(_house: House, _status: str) -> dict[str, Any]:
    at = format_instant(now())
    return {
        **{"client_id": str(uuid4()), "length": 10, "media_type": "audio/webm", "seconds": 1},
        **{"began_at": at, "sent_at": at},
    }


STEPS = {"depart": "arranged", "arrive": "arranged", "quote": "arrived", "repair": "approved"}
ACTS: dict[str, tuple[str, Body]] = {
    "accept": ("reported", nothing),
    "place": ("waiting", fixed(code=PLACE)),
    "offer_help": ("waiting", fixed(offer="remote_help")),
    "arrange": ("accepted", nothing),
    "reschedule": ("arranged", nothing),
    "cancel": ("arranged", fixed(because="other")),
    "renew_code": ("arranged", nothing),
    "revoke_links": ("arranged", nothing),
    "close": ("guaranteed", nothing),
    "revisit": ("guaranteed", fixed(description="又转不动了")),
    "take_back": ("arranged", fixed(why="late")),
    "hand_back": ("arranged", fixed(why="ill")),
    "resume": ("adjourned", nothing),
    "merge": (TWIN, first_of_twins),
    "abandon": ("waiting", nothing),
    "done": (CALL_OWED, fixed(duty="call_customer")),
    "contact": ("arranged", lambda _h, _s: BESIDE),
    "no_contact": ("under_way", nothing),
    "tell_code": ("under_way", nothing),
    "recording": ("arranged", nothing),
    "no_recording": ("arrived", nothing),
}
LOOK = (Filling(writes=False),)

# Every address with a case in it. A new one has to say here how it is filled in.
OBJECTS: dict[str, tuple[Filling, ...]] = {
    "show": LOOK,
    "accept_one": (Filling("reported"),),
    "place": (Filling("waiting", fixed(code=PLACE)),),
    "help_": (Filling("waiting", query="?offer=remote_help"),),
    "arrange": (Filling("accepted"), Filling("accepted", first_technician)),
    "take_back_one": (Filling("arranged", fixed(why="late")),),
    "revisit": (Filling("guaranteed", fixed(description="又转不动了")),),
    "track-again": (
        Filling("guaranteed", writes=False),
        Filling("guaranteed", fixed(description="又转不动了", when="soon")),
    ),
    "take_on_one": (Filling("arranged"),),
    "staff-offer": (
        Filling("arranged", fixed(do="take_on")),
        Filling("arranged", fixed(do="hand_back", why="ill")),
    ),
    "hand_back_one": (Filling("arranged", fixed(why="ill")),),
    "resume_one": (Filling("adjourned"),),
    "absence": (Filling(LATE),),
    "merge_one": (Filling(TWIN, first_of_twins),),
    "abandon_one": (Filling("waiting"),),
    "duty_done": (Filling(CALL_OWED, fixed(duty="call_customer")),),
    "new_code": (Filling("arranged"),),
    "move": (Filling("arranged", fixed(preferred=[])),),
    # Nothing goes on record by it: the times are kept for minutes.
    "offer": (Filling("arranged", fixed(windows=[]), writes=False, asks=True),),
    "take_time": (Filling("arranged", in_a_day),),
    "cancel_one": (Filling("arranged", fixed(because="customer")),),
    "quote": tuple(
        Filling("quoted", lambda h, s, a=agreed: {**of_quote(h, s), "agreed": a})  # type: ignore[misc]
        for agreed in (True, False)
    ),
    "step": (
        *(
            Filling(status, api_step(verb, lines=[{"code": "visit", "quantity": 1}]))
            for verb, status in STEPS.items()
        ),
        Filling("repaired", api_step("sign_off", method="signature")),
        Filling("arranged", api_step("refuse", why="too_far")),
        Filling("arrived", api_step("adjourn", why="time")),
        Filling(DOOR, api_step("decline_door", why="unsure")),
    ),
    "recording_choose": (Filling("arranged", fixed(allowed=True)),),
    "recording_attach": (Filling("arrived", call),),
    # An upload that began is not on record yet; what it becomes is.
    "recording_begin": (Filling("arrived", sound, writes=False, asks=True),),
    "recording_piece": (Filling("quoted", query="?offset=4000", writes=False, asks=True),),
    "contact_name": (Filling("arranged", lambda _h, _s: BESIDE),),
    "contact_end": (Filling("under_way"),),
    "contact_code": (Filling("under_way"),),
    "track-contact": (
        Filling("arranged", writes=False),
        Filling("arranged", lambda _h, _s: BESIDE),
    ),
    "staff-recording": (Filling("arrived", fixed(reason="双方对报价经过说法不同")),),
    "staff-unmask-contact": (Filling("under_way", fixed(reason="回拨家人核对")),),
    "door": (Filling(DOOR, writes=False),),
    "file": (Filling("arrived", picture),),
    "track": LOOK,
    "track-part": LOOK,
    "track-live": LOOK,
    "track-voucher": (Filling("guaranteed", writes=False),),
    "track-time": (Filling("arranged", fixed(when="soon")),),
    "track-cancel": LOOK,
    "track-data": (Filling(writes=False), Filling("arranged", fixed(do="send"))),
    "track-do": (
        Filling("quoted", of_quote, "approve"),
        Filling("quoted", of_quote, "decline"),
        Filling("repaired", nothing, "sign_off"),
        Filling("arranged", nothing, "cancel"),
        Filling("arranged", nothing, "recording"),
        Filling("arrived", nothing, "no_recording"),
        Filling(LATE, nothing, "absence"),
    ),
    "staff-case": (Filling("arranged", writes=False), Filling("waiting", writes=False)),
    "staff-case-act": tuple(Filling(s, body, verb) for verb, (s, body) in ACTS.items()),
    "staff-case-picture": LOOK,
    "staff-case-times": (
        Filling("arranged", writes=False),
        Filling("arranged", lambda _h, _s: {"when": tomorrow()}),
    ),
    "staff-evidence": (
        Filling("arranged", writes=False),
        Filling("arranged", fixed(what=["overview", "card"], days="3")),
    ),
    "staff-bundles": (Filling("arranged", fixed(edition="masked")),),
    "staff-person-data": (Filling("arranged"),),
    "staff-person-erase": (Filling("arranged"),),
    "staff-unmask": (Filling("arranged", fixed(reason="回拨客户核对地址")),),
    "staff-pass": LOOK,
    "staff-call": (Filling("arranged", fixed(reason="我到楼下了，找不到门")),),
    "staff-step": (
        *(
            Filling(status, page_step(verb, **{"quantity:visit": "1"}), verb)
            for verb, status in STEPS.items()
        ),
        Filling("repaired", page_step("sign_off"), "sign_off"),
        Filling(DOOR, page_step("decline_door", why="unsure"), "decline_door"),
    ),
}
AT = "永和县正大街5号"
SAY = "两张照片的同一区域不一致，其余材料齐全。"
# What somebody may do with a claim: the state, what is sent, and the verb of the page.
CLAIM_ACTS: dict[str, tuple[str, Body]] = {
    "answer": ("answering", fixed(kind="contest", text=SAY)),
    "decide": ("reviewing", fixed(outcome="refuse", reasons=SAY)),
    "second": ("confirming", fixed(agreed="yes")),
    "appeal": ("refused", fixed(side="buyer", text=SAY)),
    "inspection": ("inspecting", fixed(text=SAY)),
    "order_inspection": ("reviewing", fixed(text=SAY)),
    "stop_inspection": ("inspecting", fixed(text=SAY)),
    "send_out": ("fulfilling", fixed(parcel="顺丰 SF123456")),
    "order_mending": ("mendable", nothing),
    "have_back": ("mendable", nothing),
    "give_up": ("fulfilling", fixed(text=SAY)),
    "go_on": ("evidenced", nothing),
    "person": ("answering", nothing),
    "done": ("called", fixed(duty="call_back")),
}
PICTURE = base64.b64encode(claim_picture(3)).decode()
OBJECTS |= {
    "claim": (Filling("claim offered", writes=False),),
    "claim-give": (Filling("claim opened", lambda _h, _s: of_picture()),),
    "claim-capture": (Filling("claim opened"),),
    "claim-picture": (Filling("claim offered", writes=False),),
    "claim-do": (
        Filling("claim opened", nothing, "complete"),
        Filling("claim offered", nothing, "take_offer"),
        Filling("claim offered", nothing, "leave_offer"),
        Filling("claim returning", fixed(parcel="顺丰 SF123456"), "send_back"),
        Filling(
            "claim agreeing", fixed(address="永和县正大街5号", consent="yes"), "agree_inspection"
        ),
        Filling("claim agreeing", nothing, "decline_inspection"),
        Filling("claim inviting", fixed(address="永和县正大街5号", consent="yes"), "agree_mending"),
        Filling("claim inviting", nothing, "decline_mending"),
        Filling("claim destroying", nothing, "decline_destroy"),
        Filling("claim delivered", nothing, "confirm"),
        Filling("claim delivered", fixed(text=SAY), "not_right"),
        Filling("claim offered", nothing, "withdraw"),
        Filling("claim refused", fixed(text=SAY), "appeal"),
        Filling("claim offered", nothing, "person"),
        Filling("claim refused", of_restriction(text=SAY), "appeal_restriction"),
        Filling("claim refused", fixed(text=SAY), "correct"),
    ),
    "staff-claim": (Filling("claim reviewing", writes=False),),
    "staff-claim-picture": (Filling("claim reviewing", writes=False),),
    "staff-claim-act": (
        *(
            Filling(f"claim {status}", body, verb)
            for verb, (status, body) in CLAIM_ACTS.items()
            if verb != "appeal"
        ),
        Filling("claim answering", lambda _h, _s: of_picture(), "goods"),
    ),
    "staff-claim-conduct": (Filling("claim refused", writes=False),),
    "staff-claim-conduct-act": (
        Filling("claim opened", fixed(kind="evidence_first", reasons=SAY, days="9"), "restrict"),
        Filling("claim refused", of_restriction(), "lift"),
        Filling("claim appealed", of_restriction(answer="lifted", reasons=SAY), "answer"),
        Filling("claim offered", fixed(side="merchant", text=SAY), "correct"),
        Filling("claim called", of_correction(outcome="kept", reasons=SAY), "correction"),
    ),
    "staff-claim-law": (Filling("claim reviewing", writes=False),),
    "staff-claim-law-draft": (
        Filling("claim reviewing", nothing, "report_to_platform", writes=False),
    ),
    "staff-claim-law-sent": (
        Filling(
            "claim reviewing",
            lambda _h, _s: {
                "draft": "report_to_platform",
                "to": "某平台",
                "how": "post",
                "sent_on": local(now()).date().isoformat(),
            },
        ),
    ),
    "claim_show": (Filling("claim answering", writes=False),),
    "claim_picture": (Filling("claim opened", fixed(slot="label", content=PICTURE)),),
    "claim_capture": (Filling("claim opened"),),
    "claim_complete": (Filling("claim opened"),),
    "claim_go_on": (Filling("claim evidenced"),),
    "claim_answer": tuple(
        Filling("claim answering", fixed(kind=kind, text=SAY, offer_fen=500))
        for kind in ("accept", "offer", "contest", "ask_return", "ask_inspection")
    ),
    "claim_offer": (Filling("claim offered", fixed(agreed=True)),),
    "claim_sent": (Filling("claim returning", fixed(parcel="SF123456")),),
    "claim_withdraw": (Filling("claim answering"),),
    "claim_inspection": (Filling("claim inspecting", fixed(text=SAY)),),
    "claim_inspection_order": (Filling("claim reviewing", fixed(text=SAY)),),
    "claim_inspection_agree": (
        Filling("claim agreeing", fixed(agreed=True, address=AT, consent="1")),
        Filling("claim agreeing", fixed(agreed=False)),
    ),
    "claim_inspection_stop": (Filling("claim inspecting", fixed(text=SAY)),),
    "claim_remedy": (
        Filling("claim fulfilling", fixed(way="send", parcel="SF123456")),
        Filling("claim fulfilling", fixed(way="cannot", text=SAY)),
        Filling("claim mendable", fixed(way="goods_back")),
        Filling("claim mendable", fixed(way="visit")),
    ),
    "claim_received": (
        Filling("claim delivered", fixed(agreed=True)),
        Filling("claim delivered", fixed(agreed=False, text=SAY)),
    ),
    "claim_mending": (
        Filling("claim inviting", fixed(agreed=True, address=AT, consent="1")),
        Filling("claim inviting", fixed(agreed=False)),
    ),
    "claim_destroying": (Filling("claim destroying", fixed(agreed=False)),),
    "claim_decision": (
        Filling("claim reviewing", fixed(outcome="grant", amount_fen=100, reasons=SAY)),
        Filling("claim appealed", fixed(outcome="refuse", reasons=SAY)),
    ),
    "claim_second": (Filling("claim confirming", fixed(agreed=True)),),
    "claim_appeal": (Filling("claim refused", fixed(side="buyer", text=SAY)),),
    "claim_person": (Filling("claim answering"),),
    "claim_done": (Filling("claim called", fixed(duty="call_back")),),
}
# That somebody looked at a picture stands on record.
READ_ON_RECORD = {"staff-claim-picture"}
# Parts of other addresses: nothing of a case can be meant by them.
PLAIN = {
    "draft_id": "AAAAAAAAAAAAAAAA",
    "step": "contact",
    "key": "abc-def",
    "text": "AAAA",
    "uidb36": "1",
    "provider_id": "oidc",
    # Imports and exports: tests/transfer/test_pages.py tries those of other operators.
    "pk": "00000000-0000-7000-8000-000000000000",
    "kind": "customers",
    "form": "csv",
    # Claims looked at anew: tests/claims/test_blind.py tries those of others.
    "shot": "00000000-0000-7000-8000-000000000000",
    # Setting up: tests/web/test_setup.py tries who may do what.
    "name": "technicians",
    "deed": "add",
    # Asks for evidence: tests/evidence/test_tus.py tries links of other asks and operators.
    "ask": "abc",
    # Announced files of merchants: tests/evidence/test_packing_uploads.py.
    "upload": "abc",
}
# These take something new in from anybody who may report.
TAKES_IN = {"create", "report", "report-step"}


def walk(resolver: URLResolver, before: str = "", of_api: bool = False) -> Iterator[Route]:
    """Every address below a resolver."""
    for one in resolver.url_patterns:
        text = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from walk(one, text, of_api or one.namespace == "api")
        elif isinstance(one, URLPattern):
            # Only the last part of an address may be a regular expression of its own.
            given = tuple(one.pattern.regex.groupindex)
            inherited = tuple(re.findall(r"<(?:\w+:)?(\w+)>", before))
            yield Route(one.name or text, text, (*inherited, *given), of_api)


@cache
def _said() -> dict[str, Any]:
    """The paths of the API's own description; making it takes as long as many requests."""
    paths: dict[str, Any] = api.get_openapi_schema()["paths"]
    return paths


def methods_of(route: Route) -> tuple[str, ...]:
    """What can be sent to an address: to the API what it says itself, to a page both."""
    if not route.api:
        return ("GET", "POST")
    said = _said().get("/" + re.sub(r"<(\w+)>", r"{\1}", route.pattern))
    return tuple(method.upper() for method in said or {"get": None})


@cache
def routes() -> list[Route]:
    """All addresses of the house; those of a case with their fillings."""
    return [
        Route(r.name, r.pattern, r.given, r.api, OBJECTS.get(r.name, ()) if r.of_object else ())
        for r in walk(get_resolver())
    ]


def unknown_parts(route: Route) -> set[str]:
    """Parts of an address that nobody here knows how to fill in."""
    if not route.of_object:
        return set(route.given) - PLAIN.keys()
    left = set(route.given) - {"number", "token", "verb", "shot", "sound"}
    return left if route.fillings else left | {"a filling"}


def path_of(route: Route, parts: dict[str, str]) -> str:
    """The address with its parts filled in."""
    text = route.pattern
    for name, value in parts.items():
        text = re.sub(
            rf"\(\?P<{name}>(?:[^()]|\([^()]*\))*\)",
            lambda _m, v=value: v,  # type: ignore[misc]
            text,
        )
        text = re.sub(rf"<(?:\w+:)?{name}>", lambda _m, v=value: v, text)  # type: ignore[misc]
    return "/" + text.replace("^", "").replace("$", "")
