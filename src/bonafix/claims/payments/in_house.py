"""The test provider: books of its own in a file, as a provider would keep them. No money moves.

It is not part of our database, so that what is proved with it (asked twice, died in between,
statement and record compared) holds for a real one.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

from bonafix.claims.payments.port import (
    Instruction,
    ProviderAway,
    Said,
    StatementLine,
    Status,
)

BOOKS = """CREATE TABLE IF NOT EXISTS book (
    number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, order_ref TEXT NOT NULL,
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0), payer TEXT NOT NULL,
    beneficiary TEXT NOT NULL, status TEXT NOT NULL, asked INTEGER NOT NULL DEFAULT 1)"""
# What the test provider answers to an order with this ending, so that both ways can be tried.
FAILS_AT = "-FAIL"


class InHouse:
    """Confirms at once, or as `settles` says; the same key is one line of its books."""

    name = "in_house_test"

    def __init__(self, file: Path, settles: Status = "confirmed") -> None:
        self._file, self._settles = file, settles

    @contextmanager
    def _books(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        try:
            books = sqlite3.connect(self._file, timeout=10)
        except sqlite3.OperationalError as error:
            raise ProviderAway from error
        try:
            with books:
                books.execute(BOOKS)
                yield books
        finally:
            books.close()

    def instruct(self, order: Instruction) -> Said:
        """One line for each key; `ValueError` when a key comes back with another sum."""
        status = "failed" if order.order_ref.endswith(FAILS_AT) else self._settles
        with self._books() as books:
            books.execute(
                "INSERT INTO book (key, order_ref, amount_fen, payer, beneficiary, status)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET asked = asked + 1",
                (
                    order.key,
                    order.order_ref,
                    order.amount_fen,
                    order.payer,
                    order.beneficiary,
                    status,
                ),
            )
            held = books.execute(
                "SELECT amount_fen FROM book WHERE key = ?", (order.key,)
            ).fetchone()
        if held[0] != order.amount_fen:
            raise ValueError("this key was used for another sum")
        return self.look_up(order.key)

    def look_up(self, key: str) -> Said:
        """What the books say."""
        with self._books() as books:
            row = books.execute("SELECT number, status FROM book WHERE key = ?", (key,)).fetchone()
        return Said(_status(row[1]), f"T{row[0]:08d}") if row else Said("unknown")

    def settle(self, key: str, status: Status) -> None:
        """As the provider's own work would: a pending line is confirmed or fails."""
        with self._books() as books:
            books.execute("UPDATE book SET status = ? WHERE key = ?", (status, key))

    def statement(self) -> list[StatementLine]:
        """All lines, oldest first."""
        with self._books() as books:
            rows = books.execute(
                "SELECT key, number, amount_fen, status FROM book ORDER BY number"
            ).fetchall()
        return [StatementLine(k, f"T{n:08d}", fen, _status(s)) for k, n, fen, s in rows]


def _status(text: str) -> Status:
    return next(one for one in get_args(Status) if one == text)
