"""Times as people say them, in the language of the page and the clock of China."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext, ngettext, npgettext, pgettext

from bonafix.kit import clock

MINUTE, HOUR, DAY = 60, 3600, 86400


def weekday(day: date) -> str:
    """Mon, 周一."""
    return (
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    )[day.weekday()]


def month(day: date) -> str:
    """Nov in English; the number 11 in Chinese, where the date adds 月."""
    return (
        pgettext("month", "Jan"),
        pgettext("month", "Feb"),
        pgettext("month", "Mar"),
        pgettext("month", "Apr"),
        pgettext("month", "May"),
        pgettext("month", "Jun"),
        pgettext("month", "Jul"),
        pgettext("month", "Aug"),
        pgettext("month", "Sep"),
        pgettext("month", "Oct"),
        pgettext("month", "Nov"),
        pgettext("month", "Dec"),
    )[day.month - 1]


def _parts(day: date) -> dict[str, object]:
    return {"year": day.year, "month": month(day), "day": day.day, "weekday": weekday(day)}


def full_day(day: date | datetime) -> str:
    """2026年11月23日 周一 · Mon 23 Nov 2026. An instant is taken to its day in China."""
    if isinstance(day, datetime):
        day = clock.local(day).date()
    return gettext("%(weekday)s %(day)d %(month)s %(year)d") % _parts(day)


def hour_minute(instant: datetime) -> str:
    """14:20 in China."""
    return clock.local(instant).strftime("%H:%M")


def moment(instant: datetime) -> str:
    """2026年11月23日 周一 14:20 · Mon 23 Nov 2026, 14:20."""
    values = {**_parts(clock.local(instant).date()), "clock": hour_minute(instant)}
    return gettext("%(weekday)s %(day)d %(month)s %(year)d, %(clock)s") % values


def near(instant: datetime, now: datetime) -> str:
    """今天 14:20, 明天 09:00, 11月27日 周五 09:00; with the year when it is another one."""
    return _on_day(instant, now, hour_minute(instant))


def _on_day(instant: datetime, now: datetime, hours: str) -> str:
    there, here = clock.local(instant).date(), clock.local(now).date()
    values = {**_parts(there), "clock": hours}
    distance = (there - here).days
    if distance == 0:
        return gettext("%(clock)s today") % values
    if distance == 1:
        return gettext("%(clock)s tomorrow") % values
    if distance == -1:
        return gettext("%(clock)s yesterday") % values
    if there.year != here.year:
        return gettext("%(weekday)s %(day)d %(month)s %(year)d, %(clock)s") % values
    return gettext("%(weekday)s %(day)d %(month)s, %(clock)s") % values


def by(instant: datetime, now: datetime) -> str:
    """今天 18:00 前; when it has passed: 原定今天 18:00 前."""
    if instant >= now:
        return gettext("by %(time)s") % {"time": near(instant, now)}
    return gettext("was due by %(time)s") % {"time": near(instant, now)}


def window(start: datetime, end: datetime, now: datetime) -> str:
    """今天 14:00–16:00; both dates when it does not end on the day it begins."""
    if clock.local(start).date() == clock.local(end).date():
        return _on_day(start, now, f"{hour_minute(start)}–{hour_minute(end)}")
    return f"{near(start, now)} – {near(end, now)}"


def distance(instant: datetime, now: datetime) -> str:
    """25分钟后, 3小时前: the same words as the browser's own Intl.RelativeTimeFormat."""
    seconds = int((instant - now).total_seconds())
    amount, ahead = abs(seconds), seconds >= 0
    if amount >= DAY:
        count = amount // DAY
        text = (
            ngettext("in %(count)d day", "in %(count)d days", count)
            if ahead
            else ngettext("%(count)d day ago", "%(count)d days ago", count)
        )
    elif amount >= HOUR:
        count = amount // HOUR
        text = (
            ngettext("in %(count)d hour", "in %(count)d hours", count)
            if ahead
            else ngettext("%(count)d hour ago", "%(count)d hours ago", count)
        )
    else:
        count = max(1, amount // MINUTE)
        text = (
            ngettext("in %(count)d minute", "in %(count)d minutes", count)
            if ahead
            else ngettext("%(count)d minute ago", "%(count)d minutes ago", count)
        )
    return text % {"count": count}


def duration(length: timedelta | int) -> str:
    """A length of time in minutes or as timedelta: 45 分钟, 1 小时 30 分钟."""
    minutes = length if isinstance(length, int) else int(length.total_seconds()) // MINUTE
    hours, rest = divmod(minutes, 60)
    words = []
    if hours:
        words.append(
            npgettext("length", "%(count)d hour", "%(count)d hours", hours) % {"count": hours}
        )
    if rest or not hours:
        words.append(
            npgettext("length", "%(count)d minute", "%(count)d minutes", rest) % {"count": rest}
        )
    return " ".join(words)
