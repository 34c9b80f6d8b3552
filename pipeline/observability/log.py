"""Logs: events, not sentences. One configuration for our lines and those of the libraries."""

from __future__ import annotations

import logging
import sys
from typing import Literal, TextIO, cast

import structlog
from structlog.typing import FilteringBoundLogger, Processor

LogFormat = Literal["auto", "console", "json"]

_NOISY = (
    "kafka",
    "elastic_transport",
    "elasticsearch",
    "httpx2",
    "httpcore2",
    "apscheduler",
    "trafilatura",
    "newspaper",
)


def get_logger(name: str) -> FilteringBoundLogger:
    """Return a logger for a module; call it as `log.info("event_name", key=value)`."""
    return cast(FilteringBoundLogger, structlog.stdlib.get_logger(name))


def bind(**values: object) -> None:
    """Add values to every later line of this thread or task, such as the hop."""
    structlog.contextvars.bind_contextvars(**values)


def configure(level: str = "info", style: LogFormat = "auto", stream: TextIO | None = None) -> None:
    """Send all logs to standard error: readable on a terminal, JSON lines elsewhere."""
    target = stream or sys.stderr
    plain = style == "console" or (style == "auto" and target.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_rendering(plain, target))
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.ERROR)
    # Kafka's client logs every broken connection as an error, several times a second during an outage. The adapter
    # turns what matters into an error of ours, and the delivery loop says once that it waits.
    logging.getLogger("kafka").setLevel(logging.DEBUG if level == "debug" else logging.CRITICAL)


def _rendering(plain: bool, target: TextIO) -> list[Processor]:
    drop_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if plain:
        return [drop_meta, structlog.dev.ConsoleRenderer(colors=target.isatty())]
    return [drop_meta, structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
