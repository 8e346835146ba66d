"""Several at once, each with a connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def at_once(jobs: Sequence[Callable[[], T]], threads: int = 0) -> list[T | Exception]:
    """Results in the order of the jobs; what a job raised stands in place of its result.

    A job that hangs is a `TimeoutError` after a minute: nothing waits for ever.
    """

    def closing(job: Callable[[], T]) -> T | Exception:
        try:
            return job()
        except Exception as error:  # noqa: BLE001 - given to the test, which says what it allows
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(threads or len(jobs)) as pool:
        futures = [pool.submit(closing, job) for job in jobs]
        return [future.result(60) for future in futures]
