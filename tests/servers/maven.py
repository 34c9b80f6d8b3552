"""What the servers are made of: artefacts that Maven fetches once, into `.cache/servers`."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "servers"


class MissingServer(Exception):
    """What is needed to start the server is not there; the text says what."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock that all test processes on this machine share."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def maven(server: str, *arguments: str) -> None:
    """Run Maven for one of the servers. Raises MissingServer when it is not there or fails."""
    found = shutil.which("mvn")
    if found is None:
        raise MissingServer(f"{server} tests need Maven to fetch the server (`mvn` is not on the PATH)")
    command = [found, "-q", "-B", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=550, check=False)
    if done.returncode != 0:
        raise MissingServer(f"Maven could not fetch {server}: {done.stdout.strip()[-300:]}")
