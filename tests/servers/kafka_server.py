"""A real Kafka broker for tests: KRaft, one node, loopback only, started from Maven artefacts.

    with Server.create(KAFKA) as kafka:     # ~6 s; ~370 MB resident
        kafka.address                       # "127.0.0.1:41234"

The jars (46, 43 MB) are fetched by `mvn` once, into `.cache/servers/kafka/libs`.
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from tests.servers.maven import CACHE, MissingServer, locked, maven
from tests.servers.process import can_connect, free_port

HOME = CACHE / "kafka"
LIBS = HOME / "libs"

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


@dataclass(frozen=True, slots=True)
class _Kafka:
    """How a broker is made and started."""

    name: str = "Kafka"
    seconds: float = 90.0

    def folder(self) -> Path:
        """Return a new folder for one broker, the jars fetched if need be."""
        java()
        fetch_jars()
        runs = HOME / "runs"
        runs.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=runs))

    def configure(self, folder: Path, port: int) -> None:
        """Write the properties and format a fresh log."""
        text = PROPERTIES.format(port=port, controller=free_port(), data=folder / "data")
        _properties(folder).write_text(text)
        cluster = base64.urlsafe_b64encode(uuid4().bytes).decode().rstrip("=")
        if cluster.startswith("-"):
            cluster = "A" + cluster[1:]
        command = [*_java("kafka.tools.StorageTool"), "format", "--standalone", "-t", cluster]
        subprocess.run([*command, "-c", str(_properties(folder))], check=True, capture_output=True, timeout=60)

    def command(self, folder: Path) -> list[str]:
        """Return the command that runs the broker."""
        return [*_java("kafka.Kafka"), str(_properties(folder))]

    def environment(self, folder: Path) -> Mapping[str, str]:
        """Return the environment of the tests."""
        del folder
        return os.environ

    def serves(self, address: str, said: bytes) -> bool:
        """Return whether it says so; without a log configuration it says errors only, and then its port tells."""
        return b"Kafka Server started" in said or (b"INFO" not in said and can_connect(address))


KAFKA = _Kafka()


def java() -> str:
    """Return the Java command."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java") or (shutil.which("java", path=f"{home}/bin") if home else None)
    if found is None:
        raise MissingServer("Kafka tests need Java 17 or newer (`java` is not on the PATH)")
    return found


def fetch_jars() -> None:
    """Fetch the jars by Maven, unless they are there."""
    with locked(HOME / "fetch.lock"):
        if any(LIBS.glob("kafka_2.13-*.jar")):
            return
        pom = HOME / "pom.xml"
        pom.write_text(POM)
        maven("Kafka", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={LIBS}")


def _java(main: str) -> list[str]:
    return [java(), *JAVA_FLAGS, "-cp", f"{LIBS}/*", main]


def _properties(folder: Path) -> Path:
    return folder / "server.properties"
