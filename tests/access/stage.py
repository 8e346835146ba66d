"""Two operators with cases in every state, and everybody who might come to a door."""

from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from uuid import UUID, uuid4

from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection
from django.db.models import Count, Q
from django.test import Client

from bonafix.cases.contacting import Named, name_contact
from bonafix.cases.models import Case, Contact
from bonafix.cases.queries import customer_of
from bonafix.claims.actions.duties import ask_person
from bonafix.claims.actions.pictures import add_picture
from bonafix.claims.conduct.correcting import ask_correction
from bonafix.claims.conduct.restricting import appeal_restriction, restrict
from bonafix.claims.queries import shots_of
from bonafix.kit.clock import now
from bonafix.ledger.acts import begin
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.operators.tenancy import act_as
from bonafix.people.actions import add_api_key, add_organisation, add_person, add_staff
from bonafix.people.models import Account
from bonafix.people.rules import SCOPES
from bonafix.people.tokens import issue
from bonafix.repairs.actions.calls import Call, attach_call
from bonafix.repairs.actions.policy import publish_policy
from bonafix.repairs.actions.recorded import Sound, announce, take_piece
from bonafix.repairs.actions.recording import choose_recording
from bonafix.repairs.models import Quote
from tests.conftest import found
from tests.support.claims import MENDABLE, ClaimWorld, build_claims, lead_claim, picture
from tests.support.lives import STATES, lead
from tests.support.world import World, build

HOST, OTHER_HOST = "lock.test", "other.test"
# What foreign customers said; nobody else says anything like it.
NAME, STREET, WORDS = "闻人若兰", "幽兰巷", "咬死不放"
FAR = {"lock": "许昌市鄢陵县", "other": "安阳市内黄县"}
PHONES = {"lock": "13977001", "other": "13977002"}
# They see all cases of their own operator.
WIDE = ("agent", "dispatcher", "manager", "auditor", "reviewer")


@dataclass
class House:
    """One operator: its cases by state, and secrets of them."""

    slug: str
    world: World
    cases: dict[str, Case] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    quotes: dict[str, UUID] = field(default_factory=dict)
    people: set[UUID] = field(default_factory=set)
    # One picture of each claim.
    shots: dict[str, UUID] = field(default_factory=dict)
    # A recording in custody, and one that is still being sent.
    sounds: dict[str, UUID] = field(default_factory=dict)
    merchant_id: UUID = field(default_factory=uuid4)

    @property
    def streams(self) -> set[UUID]:
        return {case.id for case in self.cases.values()} | self.people


@dataclass
class Visitor:
    """Somebody at the door of lock.test, and the houses whose things are foreign to them."""

    name: str
    foreign: list[House]
    headers: dict[str, str] = field(default_factory=dict)
    cookies: SimpleCookie = field(default_factory=SimpleCookie)
    # Tokens that this visitor would try for a foreign case.
    tokens: Callable[[House, str], list[str]] = lambda _house, _status: []
    own_token: str = ""

    def client(self) -> Client:
        """A browser as it is before each request."""
        client = Client(
            raise_request_exception=False,
            headers=self.headers,
            HTTP_HOST=HOST,
            REMOTE_ADDR="127.0.0.1",
        )
        client.cookies = SimpleCookie(self.cookies.output(header="", sep=";"))
        return client


def house(slug: str, domain: str) -> House:
    """An operator whose customers all said what nobody else says."""
    operator = found(slug, domain)
    with act_as(operator.id):
        made = House(slug, build(operator.id, now(), technicians=2))
        # So that there is something to say yes to.
        boss = made.world.staff("manager")
        publish_policy(boss, made.world.now, made.world.now, {"accept_minutes": 30})
        for number, status in enumerate(STATES):
            case = lead(
                made.world,
                status,
                name=NAME,
                phone=f"{PHONES[slug]}{number:03d}",
                address=f"临汾市永和县城关街道{STREET}{number}号",
                far=f"{FAR[slug]}{STREET}{number}号",
                description=f"锁芯{WORDS}{number}",
            )
            made.cases[status] = case
            made.tokens[status] = issue(operator.id, "track", case.id, now(), 3600)
            made.people.add(customer_of(case.id))
            offer = Quote.objects.filter(case_id=case.id).last()
            made.quotes[status] = offer.id if offer else uuid4()
        add_sounds(made)
        made.people.add(beside(made).party_id)
        add_claims(made, operator.id)
    return made


def beside(made: House) -> Contact:
    """Somebody whom a customer named."""
    case = made.cases["under_way"]
    given = Named("闻人若竹", f"{PHONES[made.slug]}800", "child")
    return name_contact(made.world.staff("agent"), now(), case.number, given)


def add_sounds(made: House) -> None:
    """One visit with a recording of a call, and one whose recording is half sent."""
    world, agent = made.world, made.world.staff("agent")
    for status in ("arrived", "quoted"):
        choose_recording(agent, now(), made.cases[status].number, True)
    content = b"#!AMR\n" + bytes(100)
    call = Call(uuid4(), content, 60, now(), notice="call-1", consent=True)
    row, _replayed = attach_call(agent, now(), made.cases["arrived"].number, call)
    made.sounds["arrived"] = row.id
    case = made.cases["quoted"]
    technician_id = world.repair(case.id).technician_id
    assert technician_id is not None
    who, sound = world.technician(technician_id), uuid4()
    told = Sound(sound, 4100, "audio/webm", 60, now(), now())
    announce(who, now(), case.number, told)
    take_piece(who, now(), case.number, sound, 0, b"\x1aE\xdf\xa3" + bytes(3996))
    made.sounds["quoted"] = sound


CLAIMS = (
    "opened", "evidenced", "answering", "offered", "returning", "agreeing",
    "inspecting", "destroying", "reviewing", "confirming", "fulfilling", "inviting", "delivered",
    "refused", "appealed",
)  # fmt: skip
CALLED = "claim called"


def add_claims(made: House, operator_id: UUID) -> None:
    """Claims of a buyer who says what nobody else says; keys are `claim` and the state."""
    phone = f"+86{PHONES[made.slug]}900"
    world = build_claims(operator_id, now(), name=NAME, phone=phone)
    made.merchant_id = world.merchant_id
    made.people.add(world.buyer_id)
    for status in (*CLAIMS, MENDABLE, "called"):
        words = f"杯子{WORDS}，在{STREET}收的货"
        led = "opened" if status == "called" else status
        case = lead_claim(world, led, statement=words)
        if status == "called":
            ask_person(world.buyer(case.id), now(), case.number)
        if not shots_of(case.id):
            add_picture(world.buyer(case.id), now(), case.number, "overview", picture())
        if status == "opened":
            add_picture(world.buyer(case.id), now(), case.number, "detail", picture(1))
        decide_ways(world, case, status)
        key = f"claim {status}"
        made.cases[key] = case
        made.tokens[key] = issue(operator_id, "claim", case.id, now(), 3600)
        made.shots[key] = shots_of(case.id)[0].file_id


def decide_ways(world: ClaimWorld, case: Case, status: str) -> None:
    """Decisions about how claims go: one that holds, one appealed, one question unanswered."""
    kind = {"refused": "goods_first", "appealed": "person_looks"}.get(status)
    words = f"三次申请的照片里{STREET}的桌面不一致。"
    if kind:
        row = restrict(world.staff("manager"), world.now, case.number, kind, words, 30)
        if status == "appealed":
            appeal_restriction(world.buyer(case.id), world.now, row.id, words)
    if status == "called":
        ask_correction(world.buyer(case.id), world.now, case.number, "buyer", words)


def needles(house_: House) -> set[str]:
    """What must not be read by whoever it is foreign to."""
    numbers = {case.number for case in house_.cases.values()}
    return {NAME, STREET, WORDS, FAR[house_.slug][-3:], PHONES[house_.slug]} | numbers


def entries(house_: House) -> tuple[int, int]:
    """How many entries the record of a house has: all, and those of its cases and people."""
    with act_as(house_.world.operator_id):
        rows = Entry.objects.filter(operator_id=house_.world.operator_id)
        of_cases = Count("position", filter=Q(stream_id__in=house_.streams))
        found_ = rows.aggregate(every=Count("position"), foreign=of_cases)
    return found_["every"], found_["foreign"]


def written() -> int:
    """Rows that this transaction ever put into the record, undone ones too; whoever's they are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_get_xact_tuples_inserted('ledger_entry'::regclass)")
        (rows,) = cursor.fetchone()
    return int(rows)


def log_in(account: Account) -> SimpleCookie:
    """The session of an account that has its second factor."""
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    client = Client(HTTP_HOST=HOST)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies


def staff(house_: House, role: str, party_id: UUID | None = None) -> SimpleCookie:
    """The session of somebody with one role."""
    operator_id = house_.world.operator_id
    admin = Actor(operator_id, "staff", id=uuid4(), roles=frozenset({"admin"}))
    with act_as(operator_id):
        account = add_staff(
            admin,
            now(),
            username=f"{role}-{uuid4().hex[:8]}@{house_.slug}.test",
            password=None,
            roles=[(role, party_id)],
        )
        return log_in(account)


def key(house_: House, party_id: UUID) -> dict[str, str]:
    """The header of a program that may do everything, for its own party."""
    operator_id = house_.world.operator_id
    admin = Actor(operator_id, "staff", id=uuid4(), roles=frozenset({"admin"}))
    with act_as(operator_id):
        _row, secret = add_api_key(
            admin, now(), party_id=party_id, title="test", scopes=sorted(SCOPES)
        )
    return {"Authorization": f"Bearer {secret}"}


def party(house_: House, role: str) -> UUID:
    """Another party of that house, without any case."""
    with act_as(house_.world.operator_id), begin(house_.world.system, now()) as act:
        if role == "technician":
            return add_person(act, name="别的师傅", phone="+8613600009999").id
        return add_organisation(act, title=f"别的{role}", role=role).id


def guesses(house_: House, status: str) -> list[str]:
    """What somebody without a link could put in its place."""
    case = house_.cases[status]
    with act_as(house_.world.operator_id):
        visit = issue(house_.world.operator_id, "visit", case.id, now(), 3600)
    return [case.number, case.id.hex, visit]


def visitors(lock: House, other: House) -> list[Visitor]:
    """Everybody, each with what is foreign to them."""
    both = [lock, other]
    with act_as(lock.world.operator_id):
        own = lead(lock.world, "arranged", 77)
        own_token = issue(lock.world.operator_id, "track", own.id, now(), 3600)
        buyer = build_claims(lock.world.operator_id, now(), phone="+8613977090000")
        claimed = issue(
            lock.world.operator_id, "claim", lead_claim(buyer, "offered").id, now(), 3600
        )
    of_lock = {
        "outlet_dispatcher": party(lock, "outlet"),
        "technician": party(lock, "technician"),
        "brand": party(lock, "brand"),
        "merchant": party(lock, "merchant"),
        "admin": None,
    }
    found_: list[Visitor] = [
        Visitor("anonymous", both, tokens=guesses),
        Visitor(
            "customer of another case",
            both,
            tokens=lambda _house, _status: [own_token],
            own_token=own_token,
        ),
        Visitor(
            "buyer of another claim",
            both,
            tokens=lambda _house, _status: [claimed],
            own_token=claimed,
        ),
        Visitor("token of another operator", [other], tokens=lambda h, s: [h.tokens[s]]),
        Visitor("integrator of another party", both, headers=key(lock, party(lock, "merchant"))),
        Visitor("key of another operator", both, headers=key(other, other.world.outlet_id)),
    ]
    found_ += [Visitor(role, [other], cookies=staff(lock, role)) for role in WIDE]
    found_ += [
        Visitor(f"another {role}", both, cookies=staff(lock, role, party_id))
        for role, party_id in of_lock.items()
    ]
    return found_ + [
        Visitor(f"{role} of another operator", both, cookies=staff(other, role, party_id))
        for role, party_id in {
            "dispatcher": None,
            "manager": None,
            "outlet_dispatcher": other.world.outlet_id,
            "technician": other.world.technicians[0],
        }.items()
    ]


def rightful(lock: House) -> list[Visitor]:
    """Those who may, in the house itself: proof that the requests would do something."""
    with act_as(lock.world.operator_id):
        repairs = [one for one in lock.cases.values() if one.kind == "repair"]
        job = {lock.world.repair(one.id).technician_id for one in repairs} - {None}
    found_ = [Visitor(role, [lock], cookies=staff(lock, role)) for role in WIDE]
    outlet = staff(lock, "outlet_dispatcher", lock.world.outlet_id)
    found_.append(Visitor("outlet_dispatcher", [lock], cookies=outlet))
    found_.append(Visitor("merchant", [lock], cookies=staff(lock, "merchant", lock.merchant_id)))
    for technician_id in sorted(job, key=str):
        cookies = staff(lock, "technician", technician_id)
        found_.append(Visitor("technician", [lock], cookies=cookies))
    return [*found_, Visitor("holder", [lock], tokens=lambda h, s: [h.tokens[s]])]
