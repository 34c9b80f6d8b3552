"""A pool of killable worker processes: one hostile page costs one worker and delays no other page."""

from __future__ import annotations

import queue
import threading
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from pipeline.events import Unavailable
from pipeline.settings.tree import ExtractionSettings

from .nursery import WORKER, Killed, Nursery
from .page import Crashed, PageHints, PageOutcome, PageRules
from .process import Budget, WorkerProcess
from .wire import Job

PAGES_PER_WORKER: Final = 1000
"""A worker is replaced after so many pages, whatever its libraries may have leaked."""

QUICK_SECONDS: Final = 1.0
"""CPU time of a page among others; pages of real sites take 0.03 s, the slowest of 1,900 took 0.8 s."""

TRIAL_NICENESS: Final = 10

_TRIES: Final = 2


@dataclass(frozen=True, slots=True)
class _Task:
    job: Job
    html: bytes
    answer: Future[PageOutcome]


_Queue: TypeAlias = "queue.SimpleQueue[_Task | None]"


class ExtractionPool:
    """Extracts pages in worker processes with limits on CPU time and memory. Thread safe.

    A page that takes its worker down, or more than a second, is tried once more: alone, in a fresh process of low
    priority, with all the time that the settings allow. So none is blamed for what its neighbour did to a worker, and
    pages that need long keep none of the others waiting.

    The workers start with the pool, in the background. They end with `close`, and also when this process is killed.
    """

    def __init__(
        self, settings: ExtractionSettings, *, pages_per_worker: int = PAGES_PER_WORKER, module: str = WORKER
    ) -> None:
        self._settings = settings
        self._pages_per_worker = pages_per_worker
        self._module = module
        self._tasks: _Queue = queue.SimpleQueue()
        self._trials: _Queue = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._nursery: Nursery | None = None
        self._workers: dict[int, WorkerProcess] = {}
        self._threads = [
            *(threading.Thread(target=self._run, args=(number,)) for number in range(settings.workers)),
            *(threading.Thread(target=self._judge, args=(~number,)) for number in range((settings.workers + 1) // 2)),
        ]
        for thread in self._threads:
            thread.name, thread.daemon = f"extraction-{thread.name}", True
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
        answer: Future[PageOutcome] = Future()
        self._put(self._tasks, _Task(Job(url, charset, hints or PageHints(), rules, now), html, answer))
        return answer

    def pids(self) -> tuple[int, ...]:
        """Return the ids of the worker processes."""
        with self._lock:
            return tuple(worker.pid for worker in self._workers.values())

    def close(self) -> None:
        """Kill the workers at once; pages not yet done raise Unavailable from their Futures."""
        with self._lock:
            first, self._closed, nursery = not self._closed, True, self._nursery
        if nursery is not None:
            nursery.close()
        if first:
            for line in (self._tasks, self._trials):
                for _ in self._threads:
                    line.put(None)
        for thread in self._threads:
            thread.join()

    def _put(self, line: _Queue, task: _Task) -> None:
        with self._lock:
            if self._closed:
                task.answer.set_exception(_closed())
            else:
                line.put(task)

    def _run(self, number: int) -> None:
        worker = self._replaced(number, None)
        while (task := self._tasks.get()) is not None:
            if task.answer.set_running_or_notify_cancel():
                worker = self._serve(number, worker, task)
        self._end(number, worker)

    def _serve(self, number: int, worker: WorkerProcess | None, task: _Task) -> WorkerProcess | None:
        outcome: PageOutcome | None = None
        try:
            worker = worker or self._fork(number, self._budget(QUICK_SECONDS))
            outcome = worker.ask(task.job, task.html)
        except Killed:
            pass
        except Unavailable as error:
            task.answer.set_exception(error)
            return None
        if outcome is None or isinstance(outcome, Crashed):
            self._put(self._trials, task)
        else:
            task.answer.set_result(outcome)
        if worker is not None and worker.fit and worker.served < self._pages_per_worker:
            return worker
        return self._replaced(number, worker)

    def _judge(self, number: int) -> None:
        while (task := self._trials.get()) is not None:
            try:
                task.answer.set_result(self._tried(number, task))
            except Unavailable as error:
                task.answer.set_exception(error)

    def _tried(self, number: int, task: _Task) -> PageOutcome:
        for _ in range(_TRIES):
            worker = None
            try:
                worker = self._fork(number, self._budget(self._settings.cpu_seconds, TRIAL_NICENESS))
                return worker.ask(task.job, task.html)
            except Killed:
                continue
            finally:
                self._end(number, worker)
        if self._closed:
            raise _closed()
        return Crashed(f"{_TRIES} workers were killed by the system while at this page alone")

    def _budget(self, cpu_seconds: float, niceness: int = 0) -> Budget:
        return Budget(min(cpu_seconds, self._settings.cpu_seconds), self._settings.memory_mb, niceness)

    def _replaced(self, number: int, worker: WorkerProcess | None) -> WorkerProcess | None:
        """Return a fresh worker, or None where there is none to be had now: the next page asks again."""
        self._end(number, worker)
        with suppress(Killed, Unavailable):
            return self._fork(number, self._budget(QUICK_SECONDS))
        return None

    def _fork(self, number: int, budget: Budget) -> WorkerProcess:
        worker = WorkerProcess(self._living_nursery(), budget)
        with self._lock:
            self._workers[number] = worker
        return worker

    def _living_nursery(self) -> Nursery:
        with self._lock:
            if self._closed:
                raise _closed()
            dead = self._nursery if self._nursery is not None and self._nursery.gone else None
            if self._nursery is None or dead is not None:
                self._nursery = Nursery(self._settings.memory_mb, self._module)
            nursery = self._nursery
        if dead is not None:
            dead.close()
        return nursery

    def _end(self, number: int, worker: WorkerProcess | None) -> None:
        if worker is not None:
            worker.close()
            with self._lock:
                self._workers.pop(number, None)


def _closed() -> Unavailable:
    return Unavailable("extraction is shutting down")
