"""Adapter to APScheduler: few jobs at fixed intervals, none of which overtakes itself or is dropped for being late."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]

from pipeline.observability import get_logger

log = get_logger(__name__)

Job = Callable[[], object]


@contextmanager
def ticking(jobs: Mapping[Job, float]) -> Iterator[None]:
    """Call each job every so many seconds, the first time at once, while the block runs; errors are logged."""
    scheduler = BackgroundScheduler(timezone=UTC)
    for job, seconds in jobs.items():
        scheduler.add_job(
            _guarded(job),
            "interval",
            seconds=seconds,
            id=job.__name__,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=True)


def _guarded(job: Job) -> Job:
    def call() -> None:
        try:
            job()
        except Exception:
            log.exception("job_failed", job=job.__name__)

    return call
