"""`{% load bonafix %}`: money, times and the parts every page is made of.

Each part is a small template in templates/bonafix/parts/; /_gallery shows them all.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django import template
from django.forms import BaseForm, BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bonafix.kit import clock
from bonafix.kit.money import show
from bonafix.web.look import dayline, words

register = template.Library()
Context = Mapping[str, Any]
F = TypeVar("F", bound=Callable[..., Any])
THEMES = ("light", "dark")
TONES = ("", "active", "attention", "broken", "done", "good")


def _now(context: Context) -> datetime:
    given = context.get("now")
    return given if isinstance(given, datetime) else clock.now()


def _part(name: str) -> Callable[[F], F]:
    return register.inclusion_tag(f"bonafix/parts/{name}.html", name=name)


def _part_here(name: str) -> Callable[[F], F]:
    return register.inclusion_tag(f"bonafix/parts/{name}.html", name=name, takes_context=True)


@register.filter
def money(fen: int | None) -> str:
    """Fen as ¥1,234.50; nothing for None."""
    return "" if fen is None else show(fen)


@register.filter
def moment(instant: datetime | None) -> str:
    """2026年11月23日 周一 14:20, on the clock of China."""
    return words.moment(instant) if instant else ""


@register.filter
def full_day(day: date | datetime | None) -> str:
    """2026年11月23日 周一."""
    return words.full_day(day) if day else ""


@register.filter
def hour_minute(instant: datetime | None) -> str:
    """14:20."""
    return words.hour_minute(instant) if instant else ""


@register.filter
def duration(length: timedelta | int | None) -> str:
    """Minutes (int) or a timedelta as 1 小时 30 分钟."""
    return "" if length is None else words.duration(length)


@register.filter
def spelled(code: str) -> str:
    """A code as a screen reader should say it: one character at a time."""
    return " ".join(character for character in code if character.isalnum())


@register.simple_tag
def at(instant: datetime) -> SafeString:
    """The same as `moment`, as `<time>` that does not break inside 周五."""
    return format_html(
        '<time datetime="{}">{}</time>', clock.format_instant(instant), words.moment(instant)
    )


@register.simple_tag(takes_context=True)
def near(context: Context, instant: datetime) -> SafeString:
    """`<time>`今天 14:20`</time>`: the shortest form that cannot be misunderstood."""
    return format_html(
        '<time datetime="{}">{}</time>',
        clock.format_instant(instant),
        words.near(instant, _now(context)),
    )


@register.simple_tag(takes_context=True)
def window(context: Context, start: datetime, end: datetime) -> str:
    """今天 14:00–16:00."""
    return words.window(start, end, _now(context))


@register.simple_tag(takes_context=True)
def ago(context: Context, instant: datetime) -> SafeString:
    """`3小时前` / `25分钟后`, kept current by times.js."""
    iso = clock.format_instant(instant)
    return format_html(
        '<span class="nowrap"><time data-relative datetime="{}" title="{}"></time>'
        '<span data-relative-for="{}">{}</span></span>',
        iso,
        words.moment(instant),
        iso,
        words.distance(instant, _now(context)),
    )


@register.simple_tag(takes_context=True)
def server_now(context: Context) -> str:
    """The instant the page was made, for times.js."""
    return clock.format_instant(_now(context))


@register.simple_tag(takes_context=True)
def look(context: Context, name: str) -> str:
    """What the reader chose for `theme` (light, dark, auto) or `type` (large, normal)."""
    request = context.get("request")
    chosen = request.COOKIES.get(f"bonafix_{name}", "") if request else ""
    if name == "theme":
        return chosen if chosen in THEMES else "auto"
    return "large" if chosen == "large" else "normal"


@_part_here("case_line")
def case_line(
    context: Context, words_: Any, until: datetime | None = None, tone: str = "active"
) -> Context:
    """Who moves next, in words, and until when. A passed time shows itself as broken."""
    now = _now(context)
    passed = until is not None and until < now and tone != "done"
    return {
        "words": words_,
        "until": until,
        "iso": clock.format_instant(until) if until else "",
        "by": words.by(until, now) if until else "",
        "distance": words.distance(until, now) if until else "",
        "tone": "broken" if passed else tone,
    }


@register.simple_tag
def status_word(word: Any, tone: str = "") -> SafeString:
    """A state as a word; tone active, attention, broken, done or none."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"status_word: no tone {tone!r}; one of {TONES}")
    return format_html('<span class="status {}">{}</span>', tone, word)


@_part("seal")
def seal(
    *, who: Any, at: datetime, digest: str, rule: Any = "", what: Any = "", seq: int | None = None
) -> Context:
    """The record of one step: who, when, under which rule, and the hash of its entry."""
    return {"who": who, "at": at, "digest": digest, "rule": rule, "what": what, "seq": seq}


@_part("empty_state")
def empty_state(sentence: Any, action: Any = "", url: str = "") -> Context:
    """Nothing here: one sentence and one way on."""
    return {"sentence": sentence, "action": action, "url": url}


@_part("error_summary")
def error_summary(form: BaseForm) -> Context:
    """All mistakes of a form at its top, each a link to its field. Nothing without mistakes."""
    if not form.is_bound:
        return {}
    fields = [bound for bound in form if bound.errors]
    general = form.non_field_errors()
    number = sum(len(bound.errors) for bound in fields) + len(general)
    return {"fields": fields, "general": general, "number": number}


@_part("field")
def field(bound: BoundField, css: str = "") -> Context:
    """One question: label, hint, mistake and the control of a Django form field."""
    check = bound.widget_type == "checkbox"
    return {"bound": bound, "group": bound.use_fieldset, "check": check, "css": css}


@_part("plain_field")
def plain_field(name: str, label: Any, **given: Any) -> Context:
    """The same without a Django form: value, hint, error, type, autocomplete, inputmode, rows,
    optional."""
    return {"name": name, "label": label, "type": "text", **given}


@_part("primary_action")
def primary_action(
    label: Any,
    *,
    why: Any = "",
    url: str = "",
    other: Any = "",
    other_url: str = "",
    name: str = "",
    value: str = "",
) -> Context:
    """The next step as one large button, a link when `url` is given; its words say what happens."""
    words_ = {"label": label, "why": why, "other": other}
    return {**words_, "url": url, "other_url": other_url, "name": name, "value": value}


@_part_here("timeline")
def timeline(context: Context, steps: Iterable[Mapping[str, Any]]) -> Context:
    """Steps in order: dicts of title, state (done, now, next, broken), at?, who?, note?, seal?.

    `seal` holds the keyword arguments of the `seal` part.
    """
    return {"steps": list(steps), "now": _now(context)}


@_part("code_display")
def code_display(code: str, label: Any, copy: bool = True) -> Context:
    """A number or code to be read out: large, spaced, copied with one touch."""
    return {"code": code, "label": label, "copy": copy}


@_part_here("masked")
def masked(context: Context, value: str, url: str = "", label: Any = "") -> Context:
    """A masked value; with `url`, a way to ask for the whole one, which asks a reason (POST)."""
    return {
        "value": value,
        "url": url,
        "label": label,
        "csrf_token": context.get("csrf_token"),
    }


@_part("banner")
def banner(text: Any, tone: str = "", action: Any = "", url: str = "") -> Context:
    """A notice above the content; tone good, attention, broken or none."""
    return {"text": text, "tone": tone, "action": action, "url": url}


@_part_here("undo")
def undo(context: Context, text: Any, url: str, label: Any = "") -> Context:
    """What was just done, with the button that takes it back (POST)."""
    return {"text": text, "url": url, "label": label, "csrf_token": context.get("csrf_token")}


@_part("refusal")
def refusal(reason: Any, answer: Any = "", answer_url: str = "", person: str = "") -> Context:
    """A refusal with its reason, a way to answer, and a person (telephone number)."""
    return {"reason": reason, "answer": answer, "answer_url": answer_url, "person": person}


@_part_here("pager")
def pager(context: Context, page: Any) -> Context:
    """Newer and older pages of a Django Page; keeps the filters of the address."""
    return {"page": page, "request": context.get("request")}


@_part("counts")
def counts(items: Iterable[Mapping[str, Any]]) -> Context:
    """Counts that are links: dicts of title, number, url, current?, tone?."""
    return {"items": list(items)}


@_part("progress_of")
def progress_of(done: int, total: int, label: Any) -> Context:
    """Progress with counts, for anything over two seconds."""
    return {"done": done, "total": total, "label": label}


@_part("skeleton")
def skeleton(lines: int = 3) -> Context:
    """The shape of what is being loaded."""
    return {"lines": range(lines)}


@_part("live_state")
def live_state() -> Context:
    """Says in words whether the page is live."""
    return {}


@_part_here("day_line")
def day_line(
    context: Context, bars: Iterable[dayline.Bar], start: datetime, hours: int, title: Any
) -> Context:
    """A day's work as one line of bars, `start` + `hours`; the table beside it stays the text."""
    now = _now(context)
    place = dayline.percent(now, start, hours)
    return {
        "bars": dayline.drawn(bars, start, hours),
        "ticks": dayline.ticks(start, hours),
        "now_at": f"{place:.2f}%" if 0 < place < 100 else "",
        "title": title,
    }
