"""Connections that go from one request to the next."""

from typing import Any

import psycopg


def forget_operator(connection: "psycopg.Connection[Any]") -> None:
    """Before a connection is lent again: it acts for nobody, whatever its last user left.

    `act_as` has said so already; between two operators one door alone is not enough.
    """
    connection.execute("SELECT set_config('bonafix.operator', '', false)")
