"""VRPLIB files (CVRP and VRPTW) with Euclidean coordinates."""

from bonafix.routing.errors import unreadable
from bonafix.routing.formats.vrptw import Customer, problem
from bonafix.routing.formats.words import number, numbers, whole
from bonafix.routing.model import Problem

FAR = 10**7
WIDTH = {
    "NODE_COORD_SECTION": 3,
    "DEMAND_SECTION": 2,
    "TIME_WINDOW_SECTION": 3,
    "SERVICE_TIME_SECTION": 2,
}


def looks(text: str) -> bool:
    """Has it a section of coordinates under that name?"""
    return "NODE_COORD_SECTION" in text[:4000] or "DIMENSION" in text[:2000]


def read(text: str, where: str) -> Problem:
    """The problem of a VRPLIB file; node 1 (or DEPOT_SECTION's) is the depot."""
    heads, sections = _split(text, where)
    kind = heads.get("EDGE_WEIGHT_TYPE", "EUC_2D")
    if kind not in ("EUC_2D", "EXACT_2D"):
        raise unreadable(where, f"EDGE_WEIGHT_TYPE {kind[:40]} is not read here, EUC_2D is")
    nodes = sections.get("NODE_COORD_SECTION", {})
    if not nodes:
        raise unreadable(where, "NODE_COORD_SECTION is missing or empty")
    depot = _depot(text, where) or min(nodes)
    if depot not in nodes:
        raise unreadable(where, f"the depot {depot} has no coordinates")
    order = [depot, *(n for n in sorted(nodes) if n != depot)]
    customers = [_customer(n, heads, sections, where) for n in order]
    vehicles = whole(heads.get("VEHICLES", str(max(1, len(order) - 1))), where, 0)
    room = whole(heads.get("CAPACITY", str(FAR)), where, 0)
    # Customers are counted from 1 in solutions of this library, the depot left out.
    return problem(heads.get("NAME", ""), where, min(vehicles, len(order)), room, customers)


def _customer(
    node: int, heads: dict[str, str], sections: dict[str, dict[int, list[float]]], where: str
) -> Customer:
    x, y = sections["NODE_COORD_SECTION"][node]
    demand = sections.get("DEMAND_SECTION", {}).get(node, [0.0])[0]
    ready, due = sections.get("TIME_WINDOW_SECTION", {}).get(node, [0.0, float(FAR)])
    general = number(heads.get("SERVICE_TIME", "0"), where, 0)
    service = sections.get("SERVICE_TIME_SECTION", {}).get(node, [general])[0]
    return Customer(node - 1, x, y, int(demand), ready, due, service)


def _split(text: str, where: str) -> tuple[dict[str, str], dict[str, dict[int, list[float]]]]:
    heads: dict[str, str] = {}
    sections: dict[str, dict[int, list[float]]] = {}
    section = ""
    for index, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0] == "EOF":
            continue
        if words[0].endswith("_SECTION"):
            section = words[0]
        elif ":" in line:
            key, _, value = line.partition(":")
            heads[key.strip()] = value.strip()
        elif section in WIDTH:
            if len(words) != WIDTH[section]:
                raise unreadable(where, f"line {index}: {section} has {WIDTH[section]} columns")
            node = whole(words[0], where, index)
            sections.setdefault(section, {})[node] = numbers(words[1:], where, index)
        elif section != "DEPOT_SECTION":
            raise unreadable(where, f"line {index}: {line.strip()[:40]!r} belongs to no section")
    return heads, sections


def _depot(text: str, where: str) -> int | None:
    after = text.partition("DEPOT_SECTION")[2].split()
    return whole(after[0], where, 0) if after and after[0] not in ("-1", "EOF") else None
