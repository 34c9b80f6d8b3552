"""The life of a real server that tests start: under guard.py, in a folder and on a port of its own.

    with Server.create(recipe) as server:
        server.address                      # "127.0.0.1:41234"
        server.kill(); server.start()       # the same ports, the same data

What differs from server to server is its `Recipe`.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Protocol, Self

GUARD = Path(__file__).with_name("guard.py")
END_SECONDS = 60.0


class Recipe(Protocol):
    """How one kind of server is made, started and found to serve."""

    @property
    def name(self) -> str:
        """Its name, as people write it."""

    @property
    def seconds(self) -> float:
        """How long it may take to start."""

    def folder(self) -> Path:
        """Return a new folder for one server; fetches what is needed first. Raises MissingServer."""

    def configure(self, folder: Path, port: int) -> None:
        """Write what a fresh server needs into its folder."""

    def command(self, folder: Path) -> list[str]:
        """Return the command that runs it."""

    def environment(self, folder: Path) -> Mapping[str, str]:
        """Return the environment it runs in."""

    def serves(self, address: str, said: bytes) -> bool:
        """Return whether it is ready, by what it answers or has said since it was started."""


class Server:
    """One server with its own folder and port; it can be stopped, killed and started again."""

    def __init__(self, recipe: Recipe, folder: Path, port: int, guard_pid: int = 0) -> None:
        self.folder = folder
        self.address = f"127.0.0.1:{port}"
        self._recipe = recipe
        self._port = port
        self._guard: subprocess.Popen[bytes] | None = None
        self._guard_pid = guard_pid

    @classmethod
    def create(cls, recipe: Recipe) -> Self:
        """Start a fresh server on a free port. Raises MissingServer."""
        server = cls(recipe, recipe.folder(), free_port())
        recipe.configure(server.folder, server._port)
        server.start()
        return server

    @classmethod
    def adopt(cls, recipe: Recipe, folder: Path) -> Self:
        """Take over a server that another process of this session started."""
        port, pid = json.loads((folder / "running.json").read_text())
        return cls(recipe, folder, port, pid)

    @property
    def url(self) -> str:
        """Its address for HTTP."""
        return f"http://{self.address}"

    def hand_over(self) -> None:
        """Leave the server to those who adopt it."""
        if self._guard is not None:
            self._guard.returncode = 0  # else its destructor complains that the process still runs
            self._guard = None

    def start(self) -> None:
        """Start the server and wait until it serves."""
        log = self.folder / "server.log"
        offset = log.stat().st_size if log.exists() else 0
        command = [sys.executable, str(GUARD), str(session_pid()), *self._recipe.command(self.folder)]
        environment = self._recipe.environment(self.folder)
        with log.open("ab") as output:
            self._guard = subprocess.Popen(
                command, stdout=output, stderr=subprocess.STDOUT, env=environment, cwd=self.folder
            )
        self._guard_pid = self._guard.pid
        (self.folder / "running.json").write_text(json.dumps([self._port, self._guard_pid]))
        self._await(log, offset)

    def stop(self) -> None:
        """Shut the server down in order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the server as a power cut would."""
        self._end(signal.SIGUSR1)

    def close(self) -> None:
        """Kill the server and delete its data."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _await(self, log: Path, offset: int) -> None:
        deadline = time.monotonic() + self._recipe.seconds
        while time.monotonic() < deadline:
            if self._recipe.serves(self.address, log.read_bytes()[offset:]):
                return
            if self._guard is None or self._guard.poll() is not None:
                break
            time.sleep(0.05)
        tail = log.read_text(errors="replace")[-1500:]
        self.close()
        raise RuntimeError(f"{self._recipe.name} did not start: {tail}")

    def _end(self, number: int) -> None:
        if not self._guard_pid:
            return
        with suppress(ProcessLookupError):
            os.kill(self._guard_pid, number)
        if self._guard is not None:
            self._guard.wait(END_SECONDS)
        deadline = time.monotonic() + END_SECONDS / 2
        while can_connect(self.address) and time.monotonic() < deadline:
            time.sleep(0.05)
        self._guard, self._guard_pid = None, 0


def session_pid() -> int:
    """Return the process whose end ends the test session: this one, or the one that started this xdist worker."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def can_connect(address: str) -> bool:
    """Return whether something listens at `host:port`."""
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=1):
            return True
    except OSError:
        return False
