"""Every place that the house keeps or tells is a division code with its edition."""

import re
from importlib.resources import files

from django.apps import apps

from bonafix.api.root import api
from bonafix.places import EDITION, division

# A column with a code and no edition beside it; each with its reason.
WITHOUT_EDITION = {
    "dispatch_booking.place_code": "a copy of its repair's, whose row has the edition",
    "dispatch_hold.place_code": "a copy of its repair's or report's, for five minutes",
    "dispatch_technician.division_code": "where somebody starts from today, taken anew at a change",
    "repairs_repair.nearest_code": "of the edition in place_edition of the same row",
}
PLACES = re.compile(r"(?:division|place|nearest)_code$")


def test_every_kept_place_has_its_edition_beside_it() -> None:
    found, without = set(), set()
    for model in apps.get_models():
        if not model.__module__.startswith("bonafix."):
            continue
        names = {field.name for field in model._meta.local_fields}
        for name in (n for n in names if PLACES.search(n)):
            column = f"{model._meta.db_table}.{name}"
            found.add(column)
            if not {"edition", name.replace("code", "edition")} & names:
                without.add(column)
    assert {"products_coverage.division_code", "repairs_repair.place_code"} <= found
    assert without == WITHOUT_EDITION.keys()


def test_every_place_that_the_api_tells_has_its_edition() -> None:
    schemas = api.get_openapi_schema()["components"]["schemas"]
    told = [
        s for name, s in schemas.items() if name.startswith("Place") and "name" in s["properties"]
    ]
    assert told
    assert all("edition" in one["required"] for one in told)


def test_the_edition_is_that_of_the_shipped_list() -> None:
    text = (files("bonafix.places") / "data" / "divisions.tsv").read_text("utf-8")
    assert text.split("\n", 2)[1].startswith(f"# as of {EDITION};")


def test_every_code_that_stands_in_the_program_is_of_todays_list() -> None:
    """What nobody can be sent to, and what the demonstration covers."""
    from bonafix.config.demo.areas import served
    from bonafix.intake.locate import NOT_SERVICEABLE

    for code in [*NOT_SERVICEABLE, *(area.code for area in served())]:
        known = division(code)
        assert known is not None and known.current, code
