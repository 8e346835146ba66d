"""What a part of the setting-up is made of: a table, and deeds with a form each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from bonafix.kit.clock import SHANGHAI, local
from bonafix.kit.errors import Invalid
from bonafix.operators.actors import Actor
from bonafix.people.models import Party
from bonafix.people.queries import in_role
from bonafix.products.models import Brand

MAX_PAPER = 20 * 1024 * 1024
PAPERS = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}


class ActorForm(forms.Form):
    """A form that knows who fills it in, for what they may choose among."""

    def __init__(self, actor: Actor, now: datetime, *args: Any, **kwargs: Any) -> None:
        self.actor, self.now = actor, now
        # Every field gets an id of its own: several forms stand on one page.
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*args, **kwargs)
        self.fill()

    def fill(self) -> None:
        """Choices that come from the database."""

    def choose(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        """What field `name` offers; a single choice is taken already."""
        self.fields[name].choices = [*([] if len(choices) == 1 else [("", "—")]), *choices]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Deed:
    """Something that can be done here. `do` gets the form's clean values and says what came.

    Without `form` it is a button of a row, which gives its `id`; `warn` is asked first.
    """

    name: str
    title: Any
    do: Callable[[Actor, datetime, dict[str, Any]], Any]
    form: type[ActorForm] | None = None
    warn: Any = ""
    # For those who speak for the operator, not for one brand or outlet.
    wide: bool = False


@dataclass(frozen=True)
class Row:
    """One line: its cells, the first of which names it, and the deeds that it allows."""

    cells: tuple[Any, ...]
    id: UUID | None = None
    deeds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """What is there already. `empty` is said when nothing is."""

    heads: tuple[Any, ...]
    rows: list[Row]
    empty: Any


@dataclass(frozen=True)
class Section:
    """A part: who may (`verb`), what is there (`show`), what can be done.

    `count` is the number that the front page shows; None says that all is well without it.
    """

    name: str
    title: Any
    about: Any
    verb: str
    show: Callable[[Actor, datetime], Table]
    count: Callable[[Actor, datetime], int]
    deeds: tuple[Deed, ...] = ()
    imports: str = ""
    needed: bool = True
    more: tuple[tuple[str, Any], ...] = field(default=())

    def deed(self, name: str) -> Deed | None:
        """The deed of this name."""
        return next((one for one in self.deeds if one.name == name), None)


def midnight(day: date) -> datetime:
    """The first instant of a day in China."""
    return datetime.combine(day, time(), SHANGHAI)


def day_of(instant: datetime | None) -> str:
    """2026-11-24 in China, or nothing."""
    return local(instant).date().isoformat() if instant else ""


def read_paper(file: Any) -> tuple[bytes, str]:
    """A brand's paper that was uploaded: its bytes and type. PDF, JPEG or PNG, at most 20 MB.

    The type is told by the first bytes, not by its name. It is kept and handed out, never
    opened here.
    """
    if file is None or (file.size or 0) > MAX_PAPER:
        raise Invalid("paper_too_big", "Please choose a PDF, JPEG or PNG of at most 20 MB.")
    content = file.read()
    for start, media_type in PAPERS.items():
        if content.startswith(start):
            return content, media_type
    raise Invalid("not_a_paper", "Please choose a PDF, JPEG or PNG of at most 20 MB.")


def brand_choices(actor: Actor) -> list[tuple[str, str]]:
    """The brands that this person may speak for."""
    rows = Brand.objects.order_by("title")
    mine = rows if actor.roles & {"manager", "admin"} else rows.filter(party_id__in=actor.party_ids)
    return [(str(one.id), one.title) for one in mine]


def outlet_choices(actor: Actor, now: datetime) -> list[tuple[str, str]]:
    """The outlets that this person may see to."""
    wide = actor.roles & {"manager", "admin", "dispatcher", "brand"}
    rows = in_role("outlet", now)
    return [(str(one.id), one.title) for one in rows if wide or one.id in actor.outlet_ids]


def titles(ids: set[UUID]) -> dict[UUID, str]:
    """Names of organisations."""
    return dict(Party.objects.filter(id__in=ids).values_list("id", "title"))


def text(label: Any, longest: int = 120, *, needed: bool = True, hint: Any = "") -> forms.CharField:
    """A line of text."""
    return forms.CharField(label=label, max_length=longest, required=needed, help_text=hint)


def choice(label: Any, *, needed: bool = True) -> forms.ChoiceField:
    """One of several, filled in by the form."""
    return forms.ChoiceField(label=label, required=needed)


def day(label: Any) -> forms.DateField:
    """A day of the calendar."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


def paper(label: Any = "") -> forms.FileField:
    """A document to keep: the brand's, unless it is another."""
    hint = _("PDF, JPEG or PNG, at most 20 MB.")
    return forms.FileField(label=label or _("The brand's paper"), help_text=hint, max_length=200)
