"""A pool of killable worker processes: one hostile page costs one worker and delays no other page."""

from __future__ import annotations

import queue
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipeline.events import Unavailable
from pipeline.settings.tree import ExtractionSettings

from .page import Crashed, PageHints, PageOutcome, PageRules
from .process import Killed, WorkerProcess
from .wire import Job

PAGES_PER_WORKER: Final = 1000
"""A worker is replaced after so many pages, whatever its libraries may have leaked."""

_TRIES: Final = 2


@dataclass(frozen=True, slots=True)
class _Task:
    job: Job
    html: bytes
    answer: Future[PageOutcome]


class ExtractionPool:
    """Extracts pages in worker processes with limits on CPU time and memory. Thread safe.

    The workers start with the pool, in the background. They end with `close`, and also when this process is killed.
    """

    def __init__(self, settings: ExtractionSettings, *, pages_per_worker: int = PAGES_PER_WORKER) -> None:
        self._settings = settings
        self._pages_per_worker = pages_per_worker
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._workers: dict[int, WorkerProcess] = {}
        self._threads = [
            threading.Thread(target=self._run, args=(number,), name=f"extraction-{number}", daemon=True)
            for number in range(settings.workers)
        ]
        for thread in self._threads:
            thread.start()

    def submit(
        self,
        html: bytes,
        url: str,
        *,
        charset: str | None = None,
        hints: PageHints | None = None,
        now: datetime | None = None,
    ) -> Future[PageOutcome]:
        """Return a Future of what becomes of a page; the arguments are those of `extract_page`.

        The Future raises Unavailable when workers cannot be started, or when the pool is closed first.
        """
        rules = PageRules(self._settings.min_words, self._settings.quality)
        job = Job(url, charset, hints or PageHints(), rules, now)
        answer: Future[PageOutcome] = Future()
        with self._lock:
            if self._closed:
                answer.set_exception(_closed())
            else:
                self._tasks.put(_Task(job, html, answer))
        return answer

    def pids(self) -> tuple[int, ...]:
        """Return the ids of the worker processes."""
        with self._lock:
            return tuple(worker.pid for worker in self._workers.values())

    def close(self) -> None:
        """Kill the workers at once; pages not yet done raise Unavailable from their Futures."""
        with self._lock:
            first, self._closed = not self._closed, True
            for worker in self._workers.values():
                worker.terminate()
        if first:
            for _ in self._threads:
                self._tasks.put(None)
        for thread in self._threads:
            thread.join()

    def _run(self, number: int) -> None:
        worker = self._start(number)
        while (task := self._tasks.get()) is not None:
            if not task.answer.set_running_or_notify_cancel():
                continue
            worker = self._serve(number, worker, task)
        if worker is not None:
            worker.kill()

    def _serve(self, number: int, worker: WorkerProcess | None, task: _Task) -> WorkerProcess | None:
        for _ in range(_TRIES):
            try:
                worker = worker or self._start(number)
                if worker is None:
                    break
                worker.wait_ready()
                outcome = worker.ask(task.job, task.html)
            except Killed:
                worker = None
                continue
            except Unavailable as error:
                task.answer.set_exception(_closed() if self._closed else error)
                return None
            task.answer.set_result(outcome)
            return self._renewed(number, worker, outcome)
        if self._closed:
            task.answer.set_exception(_closed())
        else:
            task.answer.set_result(Crashed(f"{_TRIES} workers were killed by the system while at this page"))
        return worker

    def _renewed(self, number: int, worker: WorkerProcess, outcome: PageOutcome) -> WorkerProcess | None:
        if not isinstance(outcome, Crashed) and worker.served < self._pages_per_worker:
            return worker
        worker.kill()
        return self._start(number)

    def _start(self, number: int) -> WorkerProcess | None:
        with self._lock:
            self._workers.pop(number, None)
            if self._closed:
                return None
            worker = WorkerProcess(self._settings.memory_mb, self._settings.cpu_seconds)
            self._workers[number] = worker
            return worker


def _closed() -> Unavailable:
    return Unavailable("extraction is shutting down")
