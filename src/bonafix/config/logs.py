"""Structured logs without personal data: names of events, ids, durations."""

import logging
import os
import re
import sys

import structlog

TOKEN = re.compile(r"/(t|e)/[\w-]{20,}")


def configure() -> None:
    """One JSON line for each event on standard error; request lines carry no query string."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _without_contents,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(os.environ.get("BONAFIX_LOG_LEVEL", "WARNING"))
    # Job arguments hold ids only; still they say more than a log needs.
    logging.getLogger("procrastinate").setLevel(logging.ERROR)
    logging.getLogger("django.server").setLevel(logging.ERROR)
    logging.getLogger("django.security.DisallowedHost").setLevel(logging.CRITICAL)


def _without_contents(
    _logger: object, _name: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Tracebacks keep files and lines; the values in an exception's text may be personal."""
    # A tracking link opens a case for whoever holds it; request lines would keep it.
    event["event"] = TOKEN.sub(r"/\1/…", str(event.get("event", "")))
    info = event.pop("exc_info", None)
    if info:
        error = info[1] if isinstance(info, tuple) else sys.exc_info()[1]
        event["error"] = type(error).__name__
        event["at"] = _where(error)
    event.pop("request", None)
    return event


def _where(error: BaseException | None) -> list[str]:
    places = []
    trace = error.__traceback__ if error else None
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('site-packages/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-12:]
