"""A real Elasticsearch for tests: one node, loopback only, started from the Maven artefact.

    with ElasticsearchServer.create() as server:     # ~12 s; ~900 MB resident
        server.url                                   # "http://127.0.0.1:41235"
        server.kill(); server.start()                # the same ports, the same data

The distribution (130 MB) is fetched by `mvn` once and unpacked into `.cache/servers`. It is the real engine with few
modules, no Java of its own, and it refuses to run as root: then it runs as `nobody`.
"""

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Self

from tests.servers.kafka_server import MissingServer, can_connect, free_port, locked, session_pid

VERSION = "9.5.0"
ARTEFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
CACHE = Path(__file__).resolve().parents[2] / ".cache" / "servers"
START_SECONDS = 180.0
MIN_JAVA = 21
NEEDED_MODULE = "jdk.incubator.vector"

SETTINGS = """cluster.name: undersight-test
node.name: node-1
discovery.type: single-node
network.host: 127.0.0.1
http.port: {port}
transport.port: {transport}
path.data: {folder}/data
path.logs: {folder}/logs
path.repo: ["{folder}/repo"]
xpack.security.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
action.auto_create_index: true
"""

AS_NOBODY = "import os,sys; os.setgroups([]); os.setgid({gid}); os.setuid({uid}); os.execv(sys.argv[1], sys.argv[1:])"


def java_home() -> Path:
    """Return a JDK that Elasticsearch accepts: from the environment, or beside the default one."""
    named = [Path(os.environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
    default = shutil.which("java")
    beside = sorted(Path(default).resolve().parents[2].iterdir()) if default else []
    for home in dict.fromkeys([*named, *(path.resolve() for path in beside)]):
        if (home / "bin" / "java").exists() and _fits(home):
            return home
    raise MissingServer(f"Elasticsearch tests need a JDK {MIN_JAVA} or newer with {NEEDED_MODULE} (set ES_JAVA_HOME)")


def _fits(home: Path) -> bool:
    release = home / "release"
    text = release.read_text() if release.exists() else ""
    version = re.search(r'JAVA_VERSION="(\d+)', text)
    return version is not None and int(version.group(1)) >= MIN_JAVA and NEEDED_MODULE in text


def distribution() -> Path:
    """Return the unpacked server, fetched by Maven unless it is there, where the user that runs it can read it."""
    home = _readable_cache() / f"elasticsearch-{VERSION}"
    with locked(CACHE / "elasticsearch.lock"):
        if not (home / "bin" / "elasticsearch").exists():
            _unpack(_archive(), home)
    return home


def _readable_cache() -> Path:
    """Return the cache folder, or one in the folder for temporary files when only root may enter the project's."""
    reachable = all(path.stat().st_mode & 0o001 for path in CACHE.parents if path.exists())
    return CACHE if os.getuid() or reachable else Path(tempfile.gettempdir()) / "undersight-servers"


def _archive() -> Path:
    maven = shutil.which("mvn")
    if maven is None:
        raise MissingServer("Elasticsearch tests need Maven to fetch the server (`mvn` is not on the PATH)")
    command = [maven, "-q", "-B", "dependency:get", f"-Dartifact={ARTEFACT}", "-Dtransitive=false"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=550, check=False)
    target = CACHE / "downloads"
    if done.returncode == 0:
        copy = [maven, "-q", "-B", "-o", "dependency:copy", f"-Dartifact={ARTEFACT}", f"-DoutputDirectory={target}"]
        done = subprocess.run(copy, capture_output=True, text=True, timeout=550, check=False)
    found = target / f"elasticsearch-{VERSION}.zip"
    if done.returncode or not found.exists():
        raise MissingServer(f"Maven could not fetch Elasticsearch: {done.stdout.strip()[-300:]}")
    return found


def _unpack(archive: Path, home: Path) -> None:
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        with zipfile.ZipFile(archive) as source:
            source.extractall(folder)
        unpacked = Path(folder) / home.name
        for program in (unpacked / "bin").iterdir():
            program.chmod(0o755)
        (unpacked / "plugins").mkdir(exist_ok=True)
        (unpacked / "logs").mkdir(exist_ok=True)
        shutil.rmtree(home, ignore_errors=True)
        unpacked.rename(home)
    archive.unlink()


class ElasticsearchServer:
    """One node with its own folder and ports; it can be stopped, killed and started again."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.url = f"http://127.0.0.1:{port}"
        self._port = port
        self._guard: subprocess.Popen[bytes] | None = None
        self._guard_pid = 0

    @classmethod
    def create(cls) -> ElasticsearchServer:
        """Fetch the server if need be, and start a fresh node on free ports."""
        java_home()
        home = distribution()
        server = cls(Path(tempfile.mkdtemp(prefix="undersight-es-")), free_port())
        server._configure(home)
        server.start()
        return server

    @classmethod
    def adopt(cls, folder: Path) -> ElasticsearchServer:
        """Take over a node that another process of this session started."""
        port, pid = json.loads((folder / "running.json").read_text())
        server = cls(folder, port)
        server._guard_pid = pid
        return server

    def hand_over(self) -> None:
        """Leave the node to those who adopt it."""
        if self._guard is not None:
            self._guard.returncode = 0  # else its destructor complains that the process still runs
            self._guard = None

    def start(self) -> None:
        """Start the node and wait until it serves."""
        guard = Path(__file__).with_name("guard.py")
        command = [
            sys.executable,
            str(guard),
            str(session_pid()),
            *_as_user(),
            str(distribution() / "bin/elasticsearch"),
        ]
        environment = {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "LANG")},
            "ES_JAVA_HOME": str(java_home()),
            "ES_PATH_CONF": str(self.folder / "config"),
            "ES_TMPDIR": str(self.folder / "tmp"),
        }
        with (self.folder / "server.log").open("ab") as output:
            self._guard = subprocess.Popen(
                command, stdout=output, stderr=subprocess.STDOUT, env=environment, cwd=self.folder
            )
        self._guard_pid = self._guard.pid
        (self.folder / "running.json").write_text(json.dumps([self._port, self._guard_pid]))
        self._await()

    def stop(self) -> None:
        """Shut the node down in order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the node as a power cut would."""
        self._end(signal.SIGUSR1)

    def close(self) -> None:
        """Kill the node and delete its data."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _configure(self, home: Path) -> None:
        config = self.folder / "config"
        shutil.copytree(home / "config", config)
        config.joinpath("elasticsearch.yml").write_text(
            SETTINGS.format(port=self._port, transport=free_port(), folder=self.folder)
        )
        options = [line for line in (config / "jvm.options").read_text().splitlines() if "gc.log" not in line]
        (config / "jvm.options").write_text("\n".join(options) + "\n")
        (config / "jvm.options.d").mkdir(exist_ok=True)
        (config / "jvm.options.d" / "heap.options").write_text("-Xms512m\n-Xmx512m\n")
        for name in ("data", "logs", "repo", "tmp"):
            (self.folder / name).mkdir()
        if os.getuid() == 0:
            self._give_away()

    def _give_away(self) -> None:
        nobody = pwd.getpwnam("nobody")
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)

    def _await(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if _serves(self.url):
                return
            if self._guard is None or self._guard.poll() is not None:
                break
            time.sleep(0.1)
        tail = (self.folder / "server.log").read_text(errors="replace")[-1500:]
        self.close()
        raise RuntimeError(f"Elasticsearch did not start: {tail}")

    def _end(self, number: int) -> None:
        if not self._guard_pid:
            return
        with suppress(ProcessLookupError):
            os.kill(self._guard_pid, number)
        if self._guard is not None:
            self._guard.wait(60)
        deadline = time.monotonic() + 30
        while can_connect(f"127.0.0.1:{self._port}") and time.monotonic() < deadline:
            time.sleep(0.05)
        self._guard, self._guard_pid = None, 0


def _as_user() -> list[str]:
    """Return the command before the server's own that drops root's rights."""
    if os.getuid():
        return []
    nobody = pwd.getpwnam("nobody")
    return [sys.executable, "-c", AS_NOBODY.format(uid=nobody.pw_uid, gid=nobody.pw_gid)]


def _serves(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_cluster/health?wait_for_status=yellow&timeout=1s", timeout=5) as answer:
            return bool(json.loads(answer.read())["status"] in ("yellow", "green"))
    except (urllib.error.URLError, OSError, ValueError):
        return False
