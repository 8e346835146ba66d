"""The 359 service areas that the demonstration's brand serves."""

from dataclasses import dataclass
from importlib.resources import files

from bonafix.places import division

# Not sent to: they are listed, and a report from there waits for a person, with the reason.
UNSERVED = ("350527",)


@dataclass(frozen=True, slots=True)
class Area:
    """One place as the list writes it, and the division it means."""

    text: str
    code: str
    level: str


def service_areas() -> list[Area]:
    """All areas of the list, in its order."""
    table = files("bonafix.config.demo").joinpath("service_areas.tsv").read_text("utf-8")
    return [Area(*line.split("\t")) for line in table.splitlines()]


def served() -> list[Area]:
    """The areas with staff: those that are one county or township and can be reached."""
    return [
        area
        for area in service_areas()
        if area.level in ("county", "township")
        and not area.code.startswith(UNSERVED)
        and division(area.code) is not None
    ]
