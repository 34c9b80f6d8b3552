"""Run a server that never outlives the tests: `python guard.py PARENT_PID COMMAND…`.

The command gets a process group of its own. SIGTERM asks it to end; SIGUSR1 kills it, and so does PARENT_PID's end.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time


def main(parent: int, command: list[str]) -> int:
    server = subprocess.Popen(command, start_new_session=True)
    signal.signal(signal.SIGTERM, lambda *_: _end(server, signal.SIGTERM))
    signal.signal(signal.SIGUSR1, lambda *_: _end(server, signal.SIGKILL))
    while server.poll() is None:
        if not _alive(parent):
            _end(server, signal.SIGKILL)
        time.sleep(0.1)
    return server.returncode


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _end(server: subprocess.Popen[bytes], number: int) -> None:
    if server.poll() is None:
        os.killpg(server.pid, number)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
