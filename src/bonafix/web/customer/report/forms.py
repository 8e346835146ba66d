"""How each question is asked. What is wrong with an answer is said by the rules, not here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bonafix.kit.errors import BonafixError
from bonafix.products.models import Fault, Product
from bonafix.products.queries import faults_of, products
from bonafix.web.customer.report import times
from bonafix.web.customer.report.answers import FIELDS, OTHER_FAULT, PlaceOpen
from bonafix.web.customer.report.places import NONE_OF_THESE, Understood
from bonafix.web.errors import sentence
from bonafix.web.words import KINDS, RELATIONS

# More than these are picked from a list, not from buttons.
MOST_BUTTONS: Final = 12
Choices = Sequence[tuple[str, Any]]
NOTHING_OFFERED: Final = times.Offered()


class Answer(forms.CharField):
    """Takes anything; the rules of intake judge it."""

    def clean(self, value: Any) -> str:
        """The text as it came."""
        return value if isinstance(value, str) else ""


class Questions(forms.Form):
    """Some of the questions, with the answers so far and the sentences about them."""

    use_required_attribute = False

    def put(self, faults: Mapping[str, BonafixError]) -> "Questions":
        """Say beside each field what is wrong with it."""
        self.is_valid()
        for name, error in faults.items():
            if name in self.fields:
                self.add_error(name, sentence(error))
        return self


def form_for(
    steps: Iterable[str],
    answers: Mapping[str, str],
    now: datetime,
    *,
    product: Product | None = None,
    may_be_urgent: bool = True,
    place: Understood | None = None,
    slots: times.Offered = NOTHING_OFFERED,
    bound: bool = False,
) -> Questions:
    """The questions of these steps, filled in. `bound` ones can show mistakes.

    `slots`: times that can be kept, offered beside times of one's own.
    """
    form = Questions(data=dict(answers)) if bound else Questions(initial=dict(answers))
    built: dict[str, Callable[[], dict[str, forms.Field]]] = {
        "product": _product,
        "fault": lambda: _fault(product),
        "place": lambda: _place(place),
        "time": lambda: _time(now, may_be_urgent, slots),
        "contact": _contact,
    }
    for step in steps:
        form.fields.update(built[step]())
    return form


def _pick(label: Any, choices: Choices, **more: Any) -> Answer:
    if len(choices) <= MOST_BUTTONS:
        return Answer(label=label, widget=forms.RadioSelect(choices=choices), **more)
    listed = [("", _("Please choose")), *choices]
    return Answer(label=label, widget=forms.Select(choices=listed), **more)


def named(row: Product | Fault) -> str:
    """The title in the reader's language, as far as there is one."""
    english = (get_language() or "").startswith("en")
    return row.title_en if english and row.title_en else row.title


def _product() -> dict[str, forms.Field]:
    rows = [(row.sku, named(row)) for row in products()]
    return {
        "product": _pick(_("Which product is it?"), rows),
        "kind": _pick(_("What should we do?"), list(KINDS.items()), required=False),
    }


def _fault(product: Product | None) -> dict[str, forms.Field]:
    known = faults_of(product.category) if product else Fault.objects.order_by("code")
    # On the one plain page the product is not known yet: every fault of the house once.
    rows = list({row.code: named(row) for row in known}.items())
    return {
        "fault": _pick(
            _("Which of these fits?"),
            [*rows, (OTHER_FAULT, _("Something else, or I do not know"))],
            required=False,
        ),
        "description": Answer(
            label=_("In your own words"),
            help_text=_("What happens, and since when? A few words are enough."),
            widget=forms.Textarea(attrs={"rows": 3}),
            required=False,
        ),
    }


def _place(place: Understood | None) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        "address": Answer(
            label=_("Address"),
            help_text=_("City, county, street and house, as on a parcel."),
            widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "street-address"}),
        )
    }
    if place is not None and place.choices:
        rows = [(one.code, one.name) for one in place.choices]
        fields["place_code"] = _pick(
            _("Which of these is it?"),
            [*rows, (NONE_OF_THESE, _("None of these; please call me"))],
        )
    return fields


def _time(now: datetime, may_be_urgent: bool, slots: times.Offered) -> dict[str, forms.Field]:
    whens: list[tuple[str, Any]] = [
        ("soon", _("At the next free time")),
        *slots.choices,
        ("choose", _("At a time that I choose")),
    ]
    if may_be_urgent:
        whens.insert(0, ("urgent", _("At once; it is urgent")))
    fields: dict[str, forms.Field] = {
        "when": Answer(
            label=_("When should we come?"),
            help_text=slots.hint,
            widget=forms.RadioSelect(choices=whens),
        )
    }
    days = [("", _("No day")), *times.day_choices(now)]
    for row, title in zip(times.ROWS, (_("Best day"), _("Or"), _("Or else")), strict=True):
        fields[f"day_{row}"] = Answer(
            label=title, widget=forms.Select(choices=days), required=False
        )
        fields[f"part_{row}"] = Answer(
            label=_("Part of the day"),
            widget=forms.Select(choices=list(times.PART_WORDS.items())),
            required=False,
        )
    return fields


def _contact() -> dict[str, forms.Field]:
    return {
        "name": Answer(
            label=_("Your name"),
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
        ),
        "phone": Answer(
            label=_("Phone number"),
            help_text=_("The technician calls it before coming. It is shown to nobody else."),
            widget=forms.TextInput(
                attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}
            ),
        ),
        "consent": Answer(
            label=_(
                "I agree that my name, phone and address are passed to the technician who comes,"
                " for this repair only."
            ),
            widget=forms.CheckboxInput(attrs={"value": "yes"}),
        ),
        **_beside(),
    }


def _beside() -> dict[str, forms.Field]:
    """Somebody of the family, for who wants that."""
    kinds = list(RELATIONS.items())
    return {
        "contact_name": Answer(
            label=_("Somebody of the family whom we may call as well"),
            help_text=_("For example a daughter. Leave it empty if nobody else is needed."),
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            required=False,
        ),
        "contact_phone": Answer(
            label=_("Their phone number"),
            widget=forms.TextInput(
                attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}
            ),
            required=False,
        ),
        "contact_relation": Answer(
            label=_("What they are to you"),
            widget=forms.Select(choices=[("", _("Please choose")), *kinds]),
            required=False,
        ),
        "contact_told": Answer(
            label=_("They get the same messages as I do, the code for the door among them."),
            widget=forms.CheckboxInput(attrs={"value": "yes"}),
            required=False,
        ),
    }


def place_faults(place: Understood) -> dict[str, BonafixError]:
    """A choice that was offered and not made."""
    return {"place_code": PlaceOpen()} if place.outcome == "choose" else {}


def names_of(steps: Iterable[str]) -> list[str]:
    """The fields of these steps."""
    return [name for step in steps for name in FIELDS[step]]
