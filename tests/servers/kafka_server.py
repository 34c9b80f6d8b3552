"""A real Kafka broker for tests: KRaft, one node, loopback only, started from Maven artefacts.

    with KafkaServer.create() as kafka:     # ~6 s; ~370 MB resident
        kafka.address                       # "127.0.0.1:41234"
        kafka.kill(); kafka.start()         # the same ports, the same data

The jars (46, 43 MB) are fetched by `mvn` once, into `.cache/servers/kafka/libs`.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self
from uuid import uuid4

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "servers" / "kafka"
LIBS = CACHE / "libs"
START_SECONDS = 90.0

POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>undersight.test</groupId><artifactId>kafka</artifactId><version>1</version><dependencies>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>4.3.1</version></dependency>
<dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId>
<version>2.24.3</version></dependency></dependencies></project>
"""

PROPERTIES = """process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
log.dirs={data}
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
controlled.shutdown.enable=false
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
"""

JAVA_FLAGS = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")


class MissingServer(Exception):
    """What is needed to start the server is not there; the text says what."""


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def session_pid() -> int:
    """Return the process whose end ends the test session: this one, or the one that started this xdist worker."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def java() -> str:
    """Return the Java command."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java") or (shutil.which("java", path=f"{home}/bin") if home else None)
    if found is None:
        raise MissingServer("Kafka tests need Java 17 or newer (`java` is not on the PATH)")
    return found


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock that all test processes on this machine share."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def fetch_jars() -> None:
    """Fetch the jars by Maven, unless they are there."""
    with locked(CACHE / "fetch.lock"):
        if any(LIBS.glob("kafka_2.13-*.jar")):
            return
        maven = shutil.which("mvn")
        if maven is None:
            raise MissingServer("Kafka tests need Maven to fetch the broker (`mvn` is not on the PATH)")
        (CACHE / "pom.xml").write_text(POM)
        command = [maven, "-q", "-B", "-f", str(CACHE / "pom.xml"), "dependency:copy-dependencies"]
        command.append(f"-DoutputDirectory={LIBS}")
        done = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False)
        if done.returncode != 0:
            raise MissingServer(f"Maven could not fetch Kafka: {done.stdout.strip()[-300:]}")


class KafkaServer:
    """One broker with its own folder and ports; it can be stopped, killed and started again."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.address = f"127.0.0.1:{port}"
        self._guard: subprocess.Popen[bytes] | None = None
        self._guard_pid = 0

    @classmethod
    def create(cls) -> KafkaServer:
        """Fetch the jars if need be, format a fresh log and start a broker on free ports."""
        java()
        fetch_jars()
        runs = CACHE / "runs"
        runs.mkdir(parents=True, exist_ok=True)
        server = cls(Path(tempfile.mkdtemp(dir=runs)), free_port())
        server._format()
        server.start()
        return server

    @classmethod
    def adopt(cls, folder: Path) -> KafkaServer:
        """Take over a broker that another process of this session started."""
        port, pid = json.loads((folder / "running.json").read_text())
        server = cls(folder, port)
        server._guard_pid = pid
        return server

    def hand_over(self) -> None:
        """Leave the broker to those who adopt it."""
        if self._guard is not None:
            self._guard.returncode = 0  # else its destructor complains that the process still runs
            self._guard = None

    def start(self) -> None:
        """Start the broker and wait until it serves."""
        log = self.folder / "server.log"
        offset = log.stat().st_size if log.exists() else 0
        guard = Path(__file__).with_name("guard.py")
        command = [sys.executable, str(guard), str(session_pid()), *self._java("kafka.Kafka"), str(self._properties())]
        with log.open("ab") as output:
            self._guard = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        self._guard_pid = self._guard.pid
        (self.folder / "running.json").write_text(json.dumps([self.port, self._guard_pid]))
        self._await(log, offset)

    def stop(self) -> None:
        """Shut the broker down in order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the broker as a power cut would."""
        self._end(signal.SIGUSR1)

    def close(self) -> None:
        """Kill the broker and delete its data."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _java(self, main: str) -> list[str]:
        return [java(), *JAVA_FLAGS, "-cp", f"{LIBS}/*", main]

    def _properties(self) -> Path:
        return self.folder / "server.properties"

    def _format(self) -> None:
        data = self.folder / "data"
        text = PROPERTIES.format(port=self.port, controller=free_port(), data=data)
        self._properties().write_text(text)
        cluster = base64.urlsafe_b64encode(uuid4().bytes).decode().rstrip("=")
        if cluster.startswith("-"):
            cluster = "A" + cluster[1:]
        command = [*self._java("kafka.tools.StorageTool"), "format", "--standalone", "-t", cluster]
        subprocess.run([*command, "-c", str(self._properties())], check=True, capture_output=True, timeout=60)

    def _await(self, log: Path, offset: int) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            text = log.read_bytes()[offset:]
            if b"Kafka Server started" in text or self._answers_quietly(text):
                return
            if self._guard is None or self._guard.poll() is not None:
                break
            time.sleep(0.05)
        tail = log.read_text(errors="replace")[-600:]
        self.close()
        raise RuntimeError(f"Kafka did not start: {tail}")

    def _answers_quietly(self, text: bytes) -> bool:
        """Without a log configuration the broker writes errors only; then its port tells."""
        return b"INFO" not in text and can_connect(self.address)

    def _end(self, number: int) -> None:
        if not self._guard_pid:
            return
        with suppress(ProcessLookupError):
            os.kill(self._guard_pid, number)
        if self._guard is not None:
            self._guard.wait(30)
        else:
            _await_end(self.address)
        self._guard, self._guard_pid = None, 0


def _await_end(address: str) -> None:
    deadline = time.monotonic() + 10
    while can_connect(address) and time.monotonic() < deadline:
        time.sleep(0.05)


def can_connect(address: str) -> bool:
    """Return whether something listens at `host:port`."""
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=1):
            return True
    except OSError:
        return False
