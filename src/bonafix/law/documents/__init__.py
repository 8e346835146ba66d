"""Drafts for a person, made from a grade: to be read, filled in, signed and sent by that person."""

from bonafix.law.documents.drafts import drafts
from bonafix.law.documents.model import Document
from bonafix.law.documents.writing import plain, write

__all__ = ["Document", "drafts", "plain", "write"]
