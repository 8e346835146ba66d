"""Verbs that reach over the whole house: what each package contributes to them."""

from bonafix.files.keys import PersonCells, use_person_cells
from bonafix.files.own import FileData
from bonafix.files.verify import check_files
from bonafix.ledger import audit
from bonafix.notices.own import NoticeData, NoticeRetention
from bonafix.people import erasure, mydata
from bonafix.people.audit import check_sealed
from bonafix.people.sealing import seal, unseal


def connect() -> None:
    """Fill the registries of audit, erasure and "my data"; people's own part is always there."""
    use_person_cells(PersonCells(seal, unseal))
    audit.contribute("files", check_files)
    audit.contribute("sealed", check_sealed)
    mydata.contribute(FileData())
    mydata.contribute(NoticeData())
    erasure.contribute(NoticeRetention())
