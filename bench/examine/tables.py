"""The figures of a run as text: every detection rate beside the rate of honest pairs left alone."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from statistics import mean, median
from typing import Any

from bench.examine import damage, resave
from bench.examine.data import seed_of
from bench.examine.figures import FOLDS, left_out, wilson
from bench.examine.train import part_of

Row = dict[str, Any]


def fold_of(row: Row) -> int:
    """The fold of the sender."""
    return seed_of("fold", row["group"]) % FOLDS


def share(hits: int, n: int) -> str:
    """`.984 [.961–.994] n=190`."""
    low, high = wilson(hits, n)
    return f"{hits / n if n else 0:.3f} [{low:.3f}–{high:.3f}] n={n}"


def _sides(rows: list[Row]) -> str:
    sides = sorted(r["side"] for r in rows)
    return f"{sides[0]}–{sides[-1]} px" if sides else ""


def _groups(rows: list[Row], by: Callable[[Row], str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[by(row)].append(row)
    return dict(found)


def detection(rows: list[Row]) -> Iterator[str]:
    """Copies found and honest pairs left alone, as shipped and with senders left out."""
    copies, honest = [r for r in rows if r["copy"]], [r for r in rows if not r["copy"]]
    found = sum(r["answer"] == "derivative" for r in copies)
    alone = sum(r["answer"] != "derivative" for r in honest)
    yield f"as shipped: copies found {share(found, len(copies))}"
    yield f"as shipped: honest left alone {share(alone, len(honest))}"
    names = ["score", *sorted({k for r in rows for k in r if k.startswith("peer_")})]
    for name in names:  # peers were shown a part of the honest pairs
        ours = [(fold_of(r), float(r[name])) for r in copies if name in r]
        theirs = [(fold_of(r), float(r[name])) for r in honest if name in r]
        for rate in (0.01, 0.001):
            hits, wrong = left_out(ours, theirs, rate)
            yield (
                f"{name:16s} at {rate:.1%} FPR, senders left out: TPR {share(hits, len(ours))};"
                f" true negatives {share(len(theirs) - wrong, len(theirs))}"
            )


def by_way(rows: list[Row]) -> Iterator[str]:
    """Each way of saving: found, and the mask's overlap with the truth."""
    copies = [r for r in rows if r["copy"]]
    honest = _groups([r for r in rows if not r["copy"]], lambda r: str(r["way"]))
    for way, own in _groups(copies, lambda r: str(r["way"])).items():
        alone = sum(r["answer"] != "derivative" for r in honest.get(way, []))
        hits = sum(r["answer"] == "derivative" for r in own)
        wide = [r["iou"] for r in own if r["kind"] not in damage.THIN]
        thin = [r["iou"] for r in own if r["kind"] in damage.THIN]
        peer = [r["ssim_iou"] for r in own if "ssim_iou" in r]
        yield (
            f"{way:12s} found {share(hits, len(own))}"
            f"  honest saved so, left alone {share(alone, len(honest.get(way, [])))}"
            f"  IoU {mean([r['iou'] for r in own]):.2f}"
            f"  wide {mean(wide or [0]):.2f}  thin {mean(thin or [0]):.2f}"
            f"  SSIM {mean(peer or [0]):.2f}  {_sides(own)}"
        )


def by_damage(rows: list[Row]) -> Iterator[str]:
    """Each damage: found, and the mask's overlap, light ways of saving apart."""
    copies = [r for r in rows if r["copy"]]
    for kind, own in _groups(copies, lambda r: str(r["kind"])).items():
        hits = sum(r["answer"] == "derivative" for r in own)
        light = [r["iou"] for r in own if r["way"] in resave.LIGHT]
        yield (
            f"{kind:12s} found {share(hits, len(own))}  IoU {mean([r['iou'] for r in own]):.2f}"
            f"  light {mean(light or [0]):.2f} (n={len(light)})"
        )


def honest_kinds(rows: list[Row]) -> Iterator[str]:
    """Each kind of honest pair: left alone, and what was answered."""
    honest = [r for r in rows if not r["copy"]]
    for kind, own in _groups(honest, lambda r: str(r["kind"])).items():
        alone = sum(r["answer"] != "derivative" for r in own)
        answers = {
            a: sum(r["answer"] == a for r in own) for a in sorted({r["answer"] for r in own})
        }
        yield f"{kind:12s} left alone {share(alone, len(own))}  {answers}  {_sides(own)}"


def bars(rows: list[Row]) -> Iterator[str]:
    """The bars, met or not; then the same for senders that the network never saw."""
    yield from _bars([r for r in rows if r["copy"]])
    yield "of senders that no network was trained on:"
    yield from _bars([r for r in rows if r["copy"] and part_of(r["group"]) == "odd"])


def _bars(copies: list[Row]) -> Iterator[str]:
    groups = {
        "IoU light, wide damage": (resave.LIGHT, False, 0.70),
        "IoU light, all damage": (resave.LIGHT, None, 0.70),
        "IoU screenshot, chat, padded": (("screenshot", "chat", "padded"), None, 0.55),
        "IoU re-rendered": (("rerender",), None, 0.50),
        "IoU photographed from a screen": (("recapture",), None, 0.35),
        "IoU light, thin damage": (resave.LIGHT, True, 0.45),
    }
    for name, (ways, thin, bar) in groups.items():
        own = [
            r["iou"]
            for r in copies
            if r["way"] in ways and (thin is None or (r["kind"] in damage.THIN) == thin)
        ]
        value = mean(own or [0])
        met = "met" if value >= bar else "MISSED"
        yield f"{name:32s} {value:.3f} (bar {bar}) {met} n={len(own)}"


def seconds(rows: list[Row]) -> Iterator[str]:
    """Processor time of a whole comparison, features of both pictures included."""
    yield f"processor time a pair: median {median(r['seconds'] for r in rows):.2f} s"


def misses(rows: list[Row]) -> Iterator[str]:
    """Every wrong answer by name."""
    for row in rows:
        if row["copy"] != (row["answer"] == "derivative"):
            yield f"{row['key']} {row['way']}: {row['answer']} score {row['score']} " + " ".join(
                f"{k}={row[k]}"
                for k in ("agreement", "article", "overlap", "bend", "sides", "inliers")
                if k in row
            )


SECTIONS: dict[str, Callable[[list[Row]], Iterator[str]]] = {
    "Found, and left alone": detection, "Bars": bars, "By way of saving": by_way,
    "By damage": by_damage, "Honest pairs": honest_kinds, "Time": seconds, "Wrong answers": misses,
}  # fmt: skip


def measured(rows: list[Row], data: str) -> dict[str, dict[str, Any]]:
    """The table that findings quote: how often each answer was wrong."""
    copies, honest = [r for r in rows if r["copy"]], [r for r in rows if not r["copy"]]

    def row(wrong: int, n: int, of: str) -> dict[str, Any]:
        low, high = wilson(wrong, n)
        rate = wrong / n if n else 0.0
        return {
            "rate": round(rate, 5),
            "low": round(low, 5),
            "high": round(high, 5),
            "n": n,
            "data": f"{of}; {data}",
        }

    found = {
        f"derivative/{way}": row(
            sum(r["answer"] == "derivative" and r["mapped"] == way for r in honest),
            len(honest), "honest pairs called copies",
        )
        for way in ("digital", "photographed")
    }  # fmt: skip
    missed = sum(r["answer"] == "unrelated" for r in copies)
    return found | {"unrelated": row(missed, len(copies), "doctored copies called unrelated")}
