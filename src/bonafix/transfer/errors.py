"""Why a file, or what is asked of it, cannot be used: each in one sentence."""

from typing import Final

from bonafix.kit.errors import Invalid, NotFound, Refused
from bonafix.kit.texts import N_


class FileUnreadable(Invalid):
    """A file that is no table we can read; `why` is a word of `WHY`."""

    field = "file"

    def __init__(self, why: str) -> None:
        super().__init__(f"file_{why}", WHY[why])
        self.why = why


WHY: Final = {
    "empty": N_("There is nothing in this file."),
    "too_big": N_("This file is larger than 20 MB. Please split it."),
    "too_many_rows": N_("This file has more than 50,000 rows. Please split it."),
    "too_many_columns": N_("This table has more than 100 columns."),
    "old_excel": N_(
        "This is an old or locked Excel file. Please save it without a password as .xlsx or CSV."
    ),
    "swollen": N_("This file unpacks to far more than it seems. It was not opened further."),
    "damaged": N_("This file cannot be read. Please save it again as .xlsx or CSV."),
    "encoding": N_("This text is neither UTF-8 nor GB18030. Please save it as CSV UTF-8."),
    "no_header": N_("No line of this file names the columns. Please begin with the template."),
    "columns_missing": N_("Columns that are needed are not in this file."),
    "columns_doubled": N_("Two columns of this file say the same thing. Please leave one out."),
}


class NoSuchImport(NotFound):
    """An id of no import here."""

    code = "no_such_import"
    text = "There is no such import."


class KindUnknown(Invalid):
    """A kind of table that nobody knows."""

    code = "import_kind_unknown"
    field = "kind"
    text = "Please say what is in the file."


class NotReady(Refused):
    """Asked too early or too late."""

    code = "import_not_ready"
    text = "This import is not at that step (any more). Please look at it again."


class FileGone(Refused):
    """The file was destroyed, as was said."""

    code = "import_file_gone"
    text = "This file is not kept any more. Please bring it in again."


class PurposeUnknown(Invalid):
    """An export without a purpose."""

    code = "export_purpose_unknown"
    field = "purpose"
    text = "Please say what the export is for."


class NoSuchExport(NotFound):
    """An id of no export here."""

    code = "no_such_export"
    text = "There is no such export."
