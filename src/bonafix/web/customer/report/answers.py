"""From answers as they were typed to a report, and one sentence for each that cannot be used."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from bonafix.cases.contacting import Named
from bonafix.intake import rules
from bonafix.intake.errors import ReportInvalid
from bonafix.kit.errors import BonafixError, Invalid
from bonafix.products.models import Fault, Product
from bonafix.products.queries import fault_named, product_named
from bonafix.repairs.actions.arrange import check_windows
from bonafix.repairs.actions.report import Need
from bonafix.repairs.rules.kinds import KINDS, REPAIR, Kind, skills_for
from bonafix.web.customer.report import times
from bonafix.web.customer.report.places import Understood, understand

OTHER_FAULT: Final = "other"
# Version of the words beside the box, kept with the consent.
CONSENT_WORDING: Final = "report-2026-11"
STEPS: Final = ("product", "fault", "place", "time", "contact", "send")
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "product": ("product", "kind"),
    "fault": ("fault", "description"),
    "place": ("address", "place_code"),
    "time": ("when", *(f"{name}_{row}" for row in times.ROWS for name in ("day", "part"))),
    "contact": (
        *("name", "phone", "consent"),
        *("contact_name", "contact_phone", "contact_relation", "contact_told"),
    ),
}
ALL_FIELDS: Final = tuple(name for step in STEPS[:-1] for name in FIELDS[step])
# The sentence about chosen times stands at the question when.
SHOWN_AT: Final = {"preferred": "when"}


class ConsentMissing(Invalid):
    """The box was left empty."""

    code = "consent_missing"
    field = "consent"
    text = "We need your agreement to pass name, phone and address to the technician who comes."


class WhenMissing(Invalid):
    """No answer to when."""

    code = "when_missing"
    field = "when"
    text = "Please say when it suits you."


class PlaceOpen(Invalid):
    """The address could be several places."""

    code = "place_choice_missing"
    field = "place_code"
    text = "Please choose which place it is."


@dataclass(frozen=True, slots=True)
class Looked:
    """What the answers come to. `faults` holds an error for each field that cannot be used."""

    raw: rules.RawReport
    product: Product | None
    fault: Fault | None
    when: str = ""
    chosen: str = ""  # of the places offered: a code, NONE_OF_THESE, or nothing yet
    faults: Mapping[str, BonafixError] = field(default_factory=dict)

    def faults_of(self, step: str) -> dict[str, BonafixError]:
        """Those of one question."""
        return {name: one for name, one in self.faults.items() if name in FIELDS.get(step, ())}

    @property
    def first_open(self) -> str:
        """The first question that has no usable answer yet; `send` when all have."""
        return next((step for step in STEPS[:-1] if self.faults_of(step)), "send")

    @property
    def need(self) -> Need:
        """What a planner needs to know of it."""
        return Need(
            brand_id=self.product.brand_id if self.product else None,
            product_id=self.product.id if self.product else None,
            fault_id=self.fault.id if self.fault else None,
            minutes=self.fault.minutes if self.fault else self.kind.minutes,
            skills=skills_for(self.kind, self.fault.skills if self.fault else ()),
            kind=self.kind.name,
            urgent=self.urgent,
            preferred=tuple((a.isoformat(), b.isoformat()) for a, b in self.raw.preferred),
        )

    @property
    def kind(self) -> Kind:
        """What the visit is for; an unknown one is said at its question."""
        return KINDS.get(self.raw.kind, KINDS[REPAIR])

    @property
    def urgent(self) -> bool:
        """Urgent, where this fault may be."""
        return self.raw.urgent and self.may_be_urgent

    @property
    def may_be_urgent(self) -> bool:
        """Whether this fault may be urgent; an unknown one may."""
        return self.fault is None or self.fault.urgent_allowed

    def place(self, now: datetime) -> Understood:
        """What is understood of the address."""
        brand_id = self.product.brand_id if self.product else None
        address = self.raw.address[: rules.MAX_ADDRESS]
        return understand(address, self.chosen, brand_id, self.urgent, now)

    def report(self, place: Understood) -> rules.RawReport:
        """What is sent: the chosen place only where it was one of those that were offered."""
        code = self.chosen if self.chosen == place.place.code else ""
        return replace(self.raw, place_code=code or None)


def look_at(answers: Mapping[str, str], now: datetime) -> Looked:
    """Every answer looked at, none stored. Missing answers count as empty."""
    faults: dict[str, BonafixError] = {}
    product, fault = _catalogue(answers, faults)
    raw = _raw(answers, fault, _windows(answers, faults))
    try:
        rules.check(raw, check_windows, now)
    except ReportInvalid as error:
        for name, one in error.fields.items():
            faults.setdefault(SHOWN_AT.get(name, name), one)
    if not answers.get("consent"):
        faults["consent"] = ConsentMissing()
    chosen = answers.get("place_code", "").strip()
    return Looked(raw, product, fault, answers.get("when", ""), chosen, faults)


def _catalogue(
    answers: Mapping[str, str], faults: dict[str, BonafixError]
) -> tuple[Product | None, Fault | None]:
    sku, code = answers.get("product", "").strip(), answers.get("fault", "").strip()
    if not sku:
        return None, None
    product = product_named(sku) if _plain(sku) else None
    if product is None:
        faults["product"] = Invalid(
            "product_unknown", "We do not know this product. Please check its number."
        )
        return None, None
    if code in ("", OTHER_FAULT):
        return product, None
    fault = fault_named(product.category, code) if _plain(code) else None
    if fault is None:
        faults["fault"] = Invalid(
            "fault_unknown", "This fault is not in the list for this product."
        )
    return product, fault


def _plain(text: str) -> bool:
    return "\x00" not in text and len(text) <= rules.MAX_ID


def _windows(
    answers: Mapping[str, str], faults: dict[str, BonafixError]
) -> tuple[tuple[datetime, datetime], ...]:
    when = answers.get("when", "")
    if when not in ("urgent", "soon", "choose") and not when.startswith(times.SLOT):
        faults["when"] = WhenMissing()
    try:
        return times.wanted(answers)
    except Invalid as error:
        faults["when"] = error
        return ()


def _raw(
    answers: Mapping[str, str], fault: Fault | None, windows: tuple[tuple[datetime, datetime], ...]
) -> rules.RawReport:
    description = answers.get("description", "")
    return rules.RawReport(
        product=answers.get("product", ""),
        fault=fault.code if fault else None,
        # A fault chosen from the list says what is wrong; more is welcome, not needed.
        description=description if description.strip() or fault is None else fault.title,
        address=answers.get("address", ""),
        name=answers.get("name", ""),
        phone=answers.get("phone", ""),
        urgent=answers.get("when") == "urgent",
        preferred=windows,
        # Not asked, or not answered: something is broken.
        kind=answers.get("kind", "") or REPAIR,
        beside=_beside(answers),
    )


def _beside(answers: Mapping[str, str]) -> Named | None:
    """Somebody of the family, when either of name and telephone is given."""
    name, phone = answers.get("contact_name", ""), answers.get("contact_phone", "")
    if not name.strip() and not phone.strip():
        return None
    relation = answers.get("contact_relation", "") or "other"
    return Named(name, phone, relation, told=bool(answers.get("contact_told")))
