"""A real Elasticsearch for tests: one node, loopback only, started from the Maven artefact.

    with Server.create(ELASTICSEARCH) as server:     # ~12 s; ~900 MB resident
        server.url                                   # "http://127.0.0.1:41235"

The distribution (130 MB) is fetched by `mvn` once and unpacked into `.cache/servers`. It is the real engine with few
modules, no Java of its own, and it refuses to run as root: then it runs as `nobody`.
"""

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.servers.maven import CACHE, MissingServer, locked, maven
from tests.servers.process import free_port

VERSION = "9.5.0"
ARTEFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
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


@dataclass(frozen=True, slots=True)
class _Elasticsearch:
    """How a node is made and started."""

    name: str = "Elasticsearch"
    seconds: float = 180.0

    def folder(self) -> Path:
        """Return a new folder for one node, the server fetched if need be."""
        java_home()
        distribution()
        return Path(tempfile.mkdtemp(prefix="undersight-es-"))

    def configure(self, folder: Path, port: int) -> None:
        """Write the settings and make the folders, for the user that the node runs as."""
        config = folder / "config"
        shutil.copytree(distribution() / "config", config)
        text = SETTINGS.format(port=port, transport=free_port(), folder=folder)
        config.joinpath("elasticsearch.yml").write_text(text)
        options = [line for line in (config / "jvm.options").read_text().splitlines() if "gc.log" not in line]
        (config / "jvm.options").write_text("\n".join(options) + "\n")
        (config / "jvm.options.d").mkdir(exist_ok=True)
        (config / "jvm.options.d" / "heap.options").write_text("-Xms512m\n-Xmx512m\n")
        for name in ("data", "logs", "repo", "tmp"):
            (folder / name).mkdir()
        if os.getuid() == 0:
            _give_away(folder)

    def command(self, folder: Path) -> list[str]:
        """Return the command that runs the node."""
        del folder
        return [*_as_user(), str(distribution() / "bin/elasticsearch")]

    def environment(self, folder: Path) -> Mapping[str, str]:
        """Return an environment in which nothing of the tests' own configures the node."""
        return {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "LANG")},
            "ES_JAVA_HOME": str(java_home()),
            "ES_PATH_CONF": str(folder / "config"),
            "ES_TMPDIR": str(folder / "tmp"),
        }

    def serves(self, address: str, said: bytes) -> bool:
        """Return whether its cluster answers in good health."""
        del said
        health = f"http://{address}/_cluster/health?wait_for_status=yellow&timeout=1s"
        try:
            with urllib.request.urlopen(health, timeout=5) as answer:
                return bool(json.loads(answer.read())["status"] in ("yellow", "green"))
        except (urllib.error.URLError, OSError, ValueError):
            return False


ELASTICSEARCH = _Elasticsearch()


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
    maven("Elasticsearch", "dependency:get", f"-Dartifact={ARTEFACT}", "-Dtransitive=false")
    target = CACHE / "downloads"
    maven("Elasticsearch", "-o", "dependency:copy", f"-Dartifact={ARTEFACT}", f"-DoutputDirectory={target}")
    found = target / f"elasticsearch-{VERSION}.zip"
    if not found.exists():
        raise MissingServer(f"Maven left no {found.name} in {target}")
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


def _give_away(folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)


def _as_user() -> list[str]:
    """Return the command before the server's own that drops root's rights."""
    if os.getuid():
        return []
    nobody = pwd.getpwnam("nobody")
    return [sys.executable, "-c", AS_NOBODY.format(uid=nobody.pw_uid, gid=nobody.pw_gid)]
