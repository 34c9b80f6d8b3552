"""What travels between the pool and its workers: JSON that is validated on both ends.

A worker has parsed hostile input, so nothing it says is unpickled or trusted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter, ValidationError

from .page import Crashed, Extracted, NotAnArticle, PageHints, PageOutcome, PageRules, Wall


@dataclass(frozen=True, slots=True)
class Job:
    """A page to be extracted; its bytes travel beside it. `now` None means the time of the work."""

    url: str
    charset: str | None = None
    hints: PageHints = field(default_factory=PageHints)
    rules: PageRules = field(default_factory=PageRules)
    now: datetime | None = None


READY: Final = b"ready"
"""What a worker says when it is ready for pages; anything else is why it is not."""

_JOB: Final = TypeAdapter(Job)
_KINDS: Final[dict[str, TypeAdapter[PageOutcome]]] = {
    kind.__name__: TypeAdapter(kind) for kind in (Extracted, NotAnArticle, Wall, Crashed)
}


def dump_job(job: Job) -> bytes:
    """Return a job as JSON."""
    return _JOB.dump_json(job)


def load_job(data: bytes) -> Job:
    """Return the job that `dump_job` wrote."""
    return _JOB.validate_json(data)


def dump_outcome(outcome: PageOutcome) -> bytes:
    """Return an outcome as JSON, after a line with its kind."""
    kind = type(outcome).__name__
    return kind.encode() + b"\n" + _KINDS[kind].dump_json(outcome)


def load_outcome(data: bytes) -> PageOutcome:
    """Return the outcome that `dump_outcome` wrote; a Crashed for anything else."""
    kind, _, body = data.partition(b"\n")
    try:
        return _KINDS[kind.decode("ascii")].validate_json(body)
    except (KeyError, ValueError, ValidationError, json.JSONDecodeError):
        return Crashed("the worker gave an answer that cannot be read")
