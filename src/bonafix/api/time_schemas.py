"""Shapes of the API: times that are offered, and kept while somebody chooses."""

from ninja import Field, Schema

from bonafix.api.schemas import Window


class TimesIn(Schema):
    """Times to try, at most 28; none: the parts of the coming seven days."""

    windows: list[Window] = Field(default_factory=list)


class KeptTime(Schema):
    """A time that nobody else gets before `until`."""

    from_: str = Field(serialization_alias="from")
    to: str
    until: str


class TimesOut(Schema):
    """Times that are kept for this repair, in their order."""

    number: str
    times: list[KeptTime]
