"""One child process for each hop, all in one process group; a child that dies is started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipeline.events import ConfigError, Incompatible, UndersightError
from pipeline.flow import Hop
from pipeline.observability import get_logger

log = get_logger(__name__)

HOPELESS: Final = frozenset({ConfigError.exit_code, Incompatible.exit_code})
"""Exit codes of a child that would fail the same way again."""


class HopelessHop(UndersightError):
    """A hop's process has said why it cannot run; its exit code is passed on."""

    def __init__(self, hop: str, code: int) -> None:
        super().__init__(f"hop {hop} cannot run, see its message above")
        self.exit_code = code


STOP_SECONDS: Final = 10.0
SUPERVISED: Final = "UNDERSIGHT_SUPERVISOR"


def restart_delay(deaths: int) -> float:
    """Return the seconds to wait before a child is started for the `deaths`-th time again: 0.2 s doubling to 30 s."""
    return min(30.0, 0.2 * 2.0 ** min(deaths - 1, 10))


@dataclass(slots=True)
class Child:
    """A hop's process, and how often it died lately."""

    hop: Hop
    process: subprocess.Popen[bytes]
    started: float = field(default_factory=time.monotonic)
    deaths: int = 0
    due: float | None = None


class Supervisor:
    """Starts hops as `undersight work HOP` and keeps them running. `env` replaces the environment they inherit."""

    def __init__(
        self,
        config: Path | None,
        hops: Sequence[Hop],
        *,
        env: Mapping[str, str] | None = None,
        stderr: int | None = None,
    ) -> None:
        self._config = config
        self._env = dict(os.environ if env is None else env)
        self._stderr = stderr
        self.children = {hop.name: Child(hop, self._spawn(hop)) for hop in hops}

    def run(self, stop: threading.Event) -> None:
        """Keep the children running until `stop` is set, then end them. Raises what a hopeless child died of."""
        try:
            while not stop.wait(0.1):
                self.tend()
        finally:
            self.stop()

    def tend(self) -> None:
        """Start again what has died. Raises HopelessHop for a child that would fail the same way again."""
        now = time.monotonic()
        for child in self.children.values():
            code = child.process.poll()
            if code is None:
                continue
            if code in HOPELESS:
                raise HopelessHop(child.hop.name, code)
            self._revive(child, code, now)

    def _revive(self, child: Child, code: int, now: float) -> None:
        if child.due is None:
            child.deaths = child.deaths + 1 if now - child.started < 60 else 1
            child.due = now + restart_delay(child.deaths)
            log.warning("hop_died", hop=child.hop.name, exit_code=code, again_in=round(child.due - now, 1))
        elif now >= child.due:
            child.process, child.started, child.due = self._spawn(child.hop), now, None

    def stop(self) -> None:
        """Ask all children to drain and leave; after ten seconds they are killed."""
        for child in self.children.values():
            if child.process.poll() is None:
                child.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children.values():
            _end(child, max(0.1, deadline - time.monotonic()))

    def _spawn(self, hop: Hop) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "pipeline.cli", "work", hop.name]
        if self._config is not None:
            command += ["--config", str(self._config)]
        environment = {**self._env, SUPERVISED: str(os.getpid())}
        return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stderr=self._stderr)


def _end(child: Child, seconds: float) -> None:
    try:
        child.process.wait(seconds)
    except subprocess.TimeoutExpired:
        log.warning("hop_killed", hop=child.hop.name, reason="did not stop in time")
        child.process.kill()
        child.process.wait()


def stop_with_supervisor(stop: threading.Event) -> None:
    """Set `stop` when the supervisor that started this process is gone, so that kill -9 leaves no orphans."""
    parent = os.environ.get(SUPERVISED)
    if parent is None:
        return

    def watch() -> None:
        while not stop.wait(1.0):
            if os.getppid() != int(parent):
                log.warning("supervisor_gone")
                stop.set()

    threading.Thread(target=watch, name="orphan-watch", daemon=True).start()
