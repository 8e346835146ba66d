"""The grade as JSON (schemas/grade.json). Names of laws and quotes stay Chinese: they are cited."""

from collections.abc import Sequence
from typing import Any

from bonafix.kit.texts import N_
from bonafix.law.model import (
    LEVEL_NAMES,
    Duty,
    Grade,
    PlatformGrade,
    Route,
    Rule,
    Threshold,
    TimeLimit,
    Track,
)
from bonafix.law.words import tell, text

DISCLAIMER = N_(
    "These are tracks that the law knows, not findings about a person. Whether a condition is met, "
    "and whether there was intent, is decided by people and authorities. Nothing is sent."
)


def as_dict(grade: Grade, language: str, documents: Sequence[str] = ()) -> dict[str, Any]:
    """The answer in the shape of schemas/grade.json; sentences in `language`."""
    return {
        "as_of": grade.as_of.isoformat(),
        "decided": grade.facts.decided.isoformat() if grade.facts.decided else None,
        "loss_fen": grade.loss,
        "acts": _acts(grade),
        "tracks": [_track(track, language) for track in grade.tracks],
        "not_reached": [_track(track, language) for track in grade.not_reached],
        "unstated": [tell(gap, language) for gap in grade.unstated],
        "platform": _platform(grade.platform, language) if grade.platform else None,
        "documents": list(documents),
        "disclaimer": text(DISCLAIMER, language),
    }


def _acts(grade: Grade) -> list[dict[str, Any]]:
    reasons = {left.act: left.reason for left in grade.left_out}
    return [
        {
            "id": act.id,
            "acted": act.acted.isoformat(),
            "region": act.region,
            "loss_fen": act.loss,
            "goods_fen": act.goods,
            "freight_fen": act.freight,
            "others_fen": act.loss - act.goods - act.freight,
            "in_sum": act.id in grade.in_sum,
            "left_out": reasons.get(act.id) or (None if act.id in grade.in_sum else "window"),
        }
        for act in sorted(grade.facts.acts, key=lambda a: a.key)
    ]


def rule_dict(rule: Rule) -> dict[str, Any]:
    """A rule with all that is needed to cite it, and its mark."""
    return {
        "id": rule.id,
        "law": rule.law.zh,
        "law_en": rule.law.en,
        "doc_no": rule.doc_no,
        "article": rule.article,
        "title": rule.title.zh,
        "title_en": rule.title.en,
        "quote": rule.quote,
        "quote_mark": rule.quote_mark,
        "version": rule.version.zh,
        "version_en": rule.version.en,
        "effective_from": rule.effective_from.isoformat() if rule.effective_from else None,
        "effective_to": rule.effective_to.isoformat() if rule.effective_to else None,
        "applies_by": rule.applies_by,
        "source": rule.source.zh,
        "source_en": rule.source.en,
        "mark": rule.mark,
        "unverified": list(rule.unverified),
        "verified_on": rule.verified_on,
        "review_due": rule.review_due.isoformat(),
    }


def _track(track: Track, language: str) -> dict[str, Any]:
    rule = track.rule
    return {
        "kind": track.kind,
        "law": rule.law.zh,
        "article": rule.article,
        "quote": rule.quote,
        "version": rule.version.zh,
        "threshold": _threshold(track.threshold) if track.threshold else None,
        "level": LEVEL_NAMES[track.level] if track.level else None,
        "possible_level": LEVEL_NAMES[track.possible] if track.possible else None,
        "status": track.status,
        "regions": list(track.regions),
        "loss_fen": track.loss,
        "acts": list(track.acts),
        "needs": [tell(c.text, language) for c in track.conditions if c.state != "met"],
        "conditions": [
            {"name": c.name, "state": c.state, "text": tell(c.text, language)}
            for c in track.conditions
        ],
        "time_limits": [_limit(limit) for limit in track.time_limits],
        "notes": [tell(note, language) for note in track.notes],
        "mark": track.mark,
        "sum_mark": track.sum_mark,
        "rule": rule_dict(rule),
        "figures": rule_dict(track.figures) if track.figures else None,
    }


def _threshold(limit: Threshold) -> dict[str, Any]:
    return {
        "large_fen": list(limit.large),
        "huge_fen": list(limit.huge),
        "especially_huge_fen": list(limit.especially_huge),
        "own_figure": limit.own_figure,
    }


def _limit(limit: TimeLimit) -> dict[str, Any]:
    return {
        "act": limit.act,
        "law": limit.rule.law.zh,
        "article": limit.rule.article,
        "name": limit.name,
        "until": limit.until.isoformat() if limit.until else None,
        "state": limit.state,
        "mark": limit.rule.mark,
    }


def _platform(grade: PlatformGrade, language: str) -> dict[str, Any]:
    return {
        "name": grade.name,
        "duties": [_duty(duty) for duty in grade.duties],
        "routes": [_route(route) for route in grade.routes],
        "notes": [tell(note, language) for note in grade.notes],
    }


def _duty(duty: Duty) -> dict[str, Any]:
    return {
        "state": duty.state,
        "record": duty.record,
        "shown": duty.shown,
        "note": duty.rule.note.zh if duty.rule.note else "",
        "rule": rule_dict(duty.rule),
    }


def _route(route: Route) -> dict[str, Any]:
    return {
        "state": route.state,
        "authority": route.authority,
        "note": route.rule.note.zh if route.rule.note else "",
        "rule": rule_dict(route.rule),
    }
