"""Solomon's VRPTW files: VEHICLE with number and capacity, then CUSTOMER with seven columns."""

from bonafix.routing.errors import unreadable
from bonafix.routing.formats.vrptw import Customer, problem
from bonafix.routing.formats.words import numbers, whole
from bonafix.routing.model import Problem


def looks(text: str) -> bool:
    """Has it the two headings?"""
    return "VEHICLE" in text[:2000] and "CUSTOMER" in text[:4000] and "CAPACITY" in text[:4000]


def read(text: str, where: str) -> Problem:
    """The problem of a Solomon file (also Homberger's); distances by the DIMACS rule."""
    lines = text.splitlines()
    name = next((line.strip() for line in lines if line.strip()), "")
    fleet: tuple[int, int] | None = None
    customers: list[Customer] = []
    for index, line in enumerate(lines, 1):
        words = line.split()
        if not words or not _is_number(words[0]):
            continue
        if fleet is None and len(words) == 2:
            fleet = whole(words[0], where, index), whole(words[1], where, index)
        elif fleet is not None:
            customers.append(_customer(words, where, index))
    if fleet is None:
        raise unreadable(where, "the line with the number and capacity of vehicles is missing")
    return problem(name, where, *fleet, customers)


def _customer(words: list[str], where: str, index: int) -> Customer:
    if len(words) != 7:
        raise unreadable(where, f"line {index}: a customer has 7 columns, here are {len(words)}")
    _, x, y, _, ready, due, service = numbers(words, where, index)
    demand = whole(words[3], where, index)
    return Customer(whole(words[0], where, index), x, y, demand, ready, due, service)


def _is_number(word: str) -> bool:
    return word.lstrip("+-").replace(".", "", 1).isdigit()
