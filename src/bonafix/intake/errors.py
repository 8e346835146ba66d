"""What a report may lack, each said in one sentence."""

from bonafix.kit.errors import Invalid


class ReportInvalid(Invalid):
    """Several fields of a report are not usable; `fields` says which and why."""

    def __init__(self, fields: dict[str, Invalid]) -> None:
        super().__init__("report_invalid", "Please look at the marked fields.")
        self.fields = fields
