"""Trouble, as a user meets it: one clear line that says what to do, an exit code, and nothing lost."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from pipeline.app import App
from pipeline.app.demo.site import DemoSite
from pipeline.app.lock import only_run
from pipeline.app.run import prepare
from pipeline.bus import Record
from pipeline.bus.topics import topic
from pipeline.cli import main
from pipeline.settings import load_settings

from .harness import EXPECTED, open_app, outcome, wait_for
from .test_cli import story

ROOT = Path(__file__).parents[2]
FEEDS = 'feeds: [{id: a, url: "http://a.invalid/feed", outlet: A}]\n'
WATCHLIST = "entities: [{id: acme, kind: vendor, name: Acme}]\n"
ALERTS = 'channels: {log: {kind: log}}\nrules: [{id: r, name: R, query: "acme", channels: [log]}]\n'
ESCAPE = "\x1b"


@dataclass(frozen=True)
class Ended:
    """How a program ended, and what the user saw."""

    code: int
    out: str
    err: str

    def check_trouble(self, code: int, pattern: str) -> None:
        """Expect an exit code and one line of trouble, with nothing on standard output."""
        assert "Traceback" not in self.err
        assert (self.code, self.out, self.err.count("\n")) == (code, "", 1), self
        assert re.search(pattern, self.err), self.err
        assert self.err.startswith("undersight: ")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the three lists, and be in it."""
    (tmp_path / "config/watchlist").mkdir(parents=True)
    (tmp_path / "config/feeds.yaml").write_text(FEEDS)
    (tmp_path / "config/watchlist/vendors.yaml").write_text(WATCHLIST)
    (tmp_path / "config/alerts.yaml").write_text(ALERTS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def here(capsys: pytest.CaptureFixture[str], *arguments: str) -> Ended:
    """Run a command in this process."""
    with pytest.raises(SystemExit) as left:
        main(arguments)
    shown = capsys.readouterr()
    return Ended(int(left.value.code or 0), shown.out, shown.err)


def start(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """Start a command as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(process: subprocess.Popen[str], seconds: float = 60) -> Ended:
    """Wait for the end of a process."""
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return Ended(process.returncode, out, err)


def until(what: Callable[[], object], seconds: float = 60) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.05)


# The lists and the settings -----------------------------------------------------------------------------------------

FEED = '{id: a, url: "http://a.example/", outlet: A}'
RULE = '{id: r, name: R, query: "acme", channels: [log]}'
LISTS: Sequence[tuple[str, bytes | str | None, str]] = (
    ("feeds.yaml", "feeds:\n- id: a\n  ulr: http://a/\n", r"feeds\.yaml:3: unknown key 'ulr'; did you mean 'url'\?"),
    ("feeds.yaml", "feeds:\n- {id: a, url: 17, outlet: A}\n", r"feeds\.yaml:2: feeds\.url: should be text, found 17"),
    ("feeds.yaml", "feeds: nothing\n", r"feeds\.yaml:1: feeds: should be a list, found 'nothing'"),
    ("feeds.yaml", "just words\n", r"feeds\.yaml:1: should be a table of keys and values, found 'just words'"),
    ("feeds.yaml", "feeds:\n- id: [\n", r"feeds\.yaml:3: not valid YAML: "),
    ("feeds.yaml", "feeds:\n\t- id: a\n", r"feeds\.yaml:2: not valid YAML: .*cannot start any token"),
    ("feeds.yaml", None, r"feeds\.yaml: no such file \(create it, or name another in the settings\)"),
    ("feeds.yaml", f"feeds:\n- {FEED}\n- {FEED}\n", r"feeds\.yaml:3: id 'a' is already used on line 2"),
    ("feeds.yaml", FEED.replace("http:", "ftp:").join(["feeds: [", "]"]), r"'ftp://a\.example/' is not an http"),
    ("feeds.yaml", b"\x00\x01\x02garbage", r"feeds\.yaml: not valid YAML: unacceptable character"),
    ("feeds.yaml", "feeds: []  # \u00e9\n".encode("latin-1"), r"feeds\.yaml: not UTF-8 text .*save it as UTF-8"),
    ("feeds.yaml", "feeds: []\n".encode("utf-16"), r"feeds\.yaml: not UTF-8 text"),
    ("feeds.yaml", 'feeds: !!python/object/apply:os.system ["id"]', r"feeds\.yaml:1: not valid YAML: could not"),
    ("feeds.yaml", "feeds: " + "[" * 5000, r"feeds\.yaml: not valid YAML: maximum recursion"),
    ("watchlist/vendors.yaml", WATCHLIST.replace("name", "nmae"), r"vendors\.yaml:1: unknown key 'nmae'; did you mean"),
    ("watchlist/vendors.yaml", WATCHLIST.replace("vendor", "person"), r"entities\.kind: should be 'vendor', .*person"),
    ("watchlist/vendors.yaml", "", r"vendors\.yaml:1: key 'entities' is missing"),
    ("watchlist/vendors.yaml", None, r"watchlist: no organisation listed \(add a file such as vendors\.yaml\)"),
    ("watchlist/more.yaml", WATCHLIST, r"id 'acme' is given twice; first at .*more\.yaml:1"),
    ("watchlist/more.yaml", b"\xff\xfe\x80", r"more\.yaml: not UTF-8 text"),
    ("alerts.yaml", ALERTS.replace("acme", "title:("), r"alerts\.yaml:2: rule 'r': a bracket is not closed"),
    ("alerts.yaml", ALERTS.replace("acme", "vendr:acme"), r"no field 'vendr' .*did you mean vendor\?"),
    ("alerts.yaml", ALERTS.replace("[log]", "[lgo]"), r"alerts\.yaml:2: rule 'r': no channel 'lgo'; did you mean"),
    ("alerts.yaml", ALERTS.replace("kind: log", "kind: lgo"), r"alerts\.yaml:1: channels\.log: .*'lgo'.*'email'"),
    ("alerts.yaml", ALERTS.replace("channels: {", "chanels: {"), r"unknown key 'chanels'; did you mean 'channels'\?"),
    ("alerts.yaml", ALERTS.replace("[{", f"[{RULE}, {{"), r"alerts\.yaml:2: rule 'r' is given twice"),
    ("alerts.yaml", ALERTS.replace("kind: log", "kind: webhook, url: 'http://a/', secret_env: NONE"),
     r"environment variable NONE is empty: it must hold the webhook's secret"),
    ("alerts.yaml", None, r"alerts\.yaml: no such file"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "content", "said"), LISTS, ids=[f"{n}-{case[0]}" for n, case in enumerate(LISTS)])
def test_a_wrong_list_is_one_line_and_nothing_is_started(
    place: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | str | None, said: str
) -> None:
    path = place / "config" / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    here(capsys, "run").check_trouble(2, said)
    assert not (place / "data/bus").exists()


def test_an_empty_list_of_feeds_is_no_error(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "config/feeds.yaml").write_text("")
    assert here(capsys, "feeds", "list") == Ended(0, "", "no feeds in config/feeds.yaml\n")


SETTINGS: Sequence[tuple[bytes, str]] = (
    (b"data_dri = 'x'\n", r"undersight\.toml:1: unknown setting data_dri \(did you mean data_dir\?\)"),
    (b"[bus]\nkind = 'kafak'\n", r"undersight\.toml:2: bus\.kind should be 'embedded' or 'kafka', not 'kafak'"),
    (b"[bus]\nreplication = 'two'\n", r":2: bus\.replication should be a whole number, not 'two'"),
    (b"[bsu]\nkind = 'kafka'\n", r":2: unknown setting bsu\.kind \(did you mean bus\.kind\?\)"),
    (b"bus = 3\n", r":1: bus is a table, not a value \(write \[bus\] above its keys\)"),
    (b"data_dir = 5\n", r":1: data_dir should be a path, not 5"),
    (b"data_dir = ''\n", r":1: data_dir names no path"),
    (b"[bus\n", r":1: not valid TOML: "),
    (b"\xff\xfe\x00", r"undersight\.toml: not UTF-8 text"),
    (b"[observability]\nmetrics_port = 70000\n", r":2: observability\.metrics_port should be less than"),
    (b"[bus]\nkind = 'kafka'\nservers = 'nowhere'\n", r"'nowhere' is no Kafka address \(set `bus\.servers`"),
    (b"[index]\nkind = 'elasticsearch'\nurl = 'nowhere'\n", r"index\.url 'nowhere': .*http://127\.0\.0\.1:9200"),
)


@pytest.mark.parametrize(("content", "said"), SETTINGS, ids=[said[:40] for _, said in SETTINGS])
def test_a_wrong_settings_file_is_one_line(
    place: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    (place / "config/undersight.toml").write_bytes(content)
    here(capsys, "run").check_trouble(2, said)


VARIABLES: Sequence[tuple[str, str, str]] = (
    ("UNDERSIGHT_BUS__KINDD", "kafka", r"unknown setting bus\.kindd \(did you mean UNDERSIGHT_BUS__KIND\?\)"),
    ("UNDERSIGHT_BUS_KIND", "kafka", r"unknown setting bus_kind \(did you mean UNDERSIGHT_BUS__KIND\?\)"),
    ("UNDERSIGHT_FETCHING__THREADS", "many", r"fetching\.threads should be a whole number, not 'many'"),
    ("UNDERSIGHT_DATA_DIR", "", r"UNDERSIGHT_DATA_DIR: data_dir names no path"),
    ("UNDERSIGHT_CONFIG", "none.toml", r"UNDERSIGHT_CONFIG: no such file: none\.toml"),
    ("UNDERSIGHT_SECRETS_DIR", "none", r"UNDERSIGHT_SECRETS_DIR: no such folder: none"),
)


@pytest.mark.parametrize(("name", "value", "said"), VARIABLES, ids=[case[0] for case in VARIABLES])
def test_a_wrong_variable_is_one_line(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    here(capsys, "topics", "apply").check_trouble(2, said)


def test_a_settings_file_that_is_a_folder_is_not_overlooked(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "config/undersight.toml").mkdir()
    here(capsys, "topics", "apply").check_trouble(2, r"undersight\.toml: cannot read the settings file: Is a directory")


EMPTY: Sequence[tuple[str, int, str]] = (
    ("run", 2, r"config/feeds\.yaml: no such file"),
    ("work nosuchhop", 2, r"no hop is called 'nosuchhop' \(hops: rss, extract, tag,"),
    ("work rss", 2, r"config/feeds\.yaml: no such file"),
    ("feeds check", 2, r"config/feeds\.yaml: no such file"),
    ("tag -", 2, r"config/watchlist: no such folder"),
    ("demo", 2, r"there is no config/watchlist here \(run the demo in Undersight's own folder\)"),
    ("trace http://a.example/", 1, r"nothing is known of http://a\.example/ \(it was not in any feed"),
    ("dead-letters show x", 2, r"no open dead letter 'x'"),
    ("dead-letters replay", 2, r"say which dead letters \(one of: their ids, --hop HOP, --all\)"),
    ("stories x", 1, r"no story has the id x \(undersight stories lists them\)"),
    ("search (", 2, r"bracket"),
    ("topics apply --config none.toml", 2, r"--config: no such file: none\.toml"),
)


@pytest.mark.parametrize(("line", "code", "said"), EMPTY, ids=[case[0] for case in EMPTY])
def test_in_an_empty_folder_a_command_says_what_it_misses(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    line: str,
    code: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    here(capsys, *line.split()).check_trouble(code, said)


@pytest.mark.parametrize("line", ["search x", "stories", "dead-letters list"])
def test_in_an_empty_folder_there_is_simply_nothing_to_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert here(capsys, *line.split()).code == 0
    json.loads(here(capsys, *line.split(), "--json").out)


# The disk -----------------------------------------------------------------------------------------------------------


@contextmanager
def tiny_disk(folder: Path, size: str, *options: str) -> Iterator[Path]:
    """Mount a small disk; skip where that is not permitted."""
    folder.mkdir()
    wanted = ",".join([f"size={size}", *options])
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", wanted, "tmpfs", folder], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("may not mount a small disk here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(disk: Path) -> Path:
    """Leave no byte free."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                pass
    return filler


@pytest.mark.parametrize("line", ["run", "topics apply", "index apply", "search x", "trace x", "work notify"])
def test_a_data_folder_that_is_a_file_is_one_line(place: Path, capsys: pytest.CaptureFixture[str], line: str) -> None:
    (place / "data").write_text("")
    ended = here(capsys, *line.split())
    ended.check_trouble(ended.code, r"cannot (write to|make the folder|open) data")
    assert ended.code in {2, 3}


def test_a_folder_that_may_not_be_written_is_one_line(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with tiny_disk(place / "data", "1m", "ro"):
        here(capsys, "run").check_trouble(
            2, r"cannot write to data: Read-only .*set data_dir to a folder you may write"
        )
        here(capsys, "search", "x").check_trouble(3, r"cannot open data/index")
        assert "cannot write to data" in here(capsys, "doctor").out


def test_a_full_disk_at_the_start_is_one_line_and_room_heals_it(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with tiny_disk(place / "data", "4m") as disk:
        filler = fill(disk)
        for line in ("run", "topics apply", "index apply", "search x"):
            here(capsys, *line.split()).check_trouble(3, r"full.*\(free some space")
        filler.unlink()
        assert here(capsys, "topics", "apply").code == 0
        assert here(capsys, "search", "x").code == 0


@pytest.mark.slow
def test_a_disk_that_fills_up_in_mid_run_loses_nothing(tmp_path: Path) -> None:
    with tiny_disk(tmp_path / "disk", "2600k") as disk, DemoSite(updates=False) as site:
        small = {"UNDERSIGHT_DATA_DIR": str(disk / "data")}
        app = open_app(tmp_path / "demo", site, small)
        run = start(ROOT, "run", "--config", str(tmp_path / "demo/undersight.toml"), env=small)
        try:
            until(lambda: os.statvfs(disk).f_bavail < 24)
            time.sleep(3)
            assert sum(app.journal.totals().values()) < EXPECTED["entries"] or app.journal.totals().get("pending")
            subprocess.run(["mount", "-o", "remount,size=256m", disk], check=True)
            wait_for(app, EXPECTED["entries"], seconds=120)
            found = outcome(app)
        finally:
            run.terminate()
            ended = end(run)
            app.close()
        assert found.states == EXPECTED["states"]
        assert set(found.deliveries.values()) == {1}
        assert ended.code == 0
        assert "full" in ended.err
        assert "Traceback" not in ended.err


GARBAGE = b"\xde\xad\xbe\xef" * 20000


def fill_folder(place: Path) -> None:
    """Put a story into the index of a folder, and topics on its log."""
    with closing(App(load_settings(env={}))) as app:
        prepare(app)
        app.index.upsert([story()])
        app.index.refresh()


def damage(path: Path, how: str) -> None:
    content = path.read_bytes()
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.write_bytes(GARBAGE if how == "garbage" else content[: len(content) // 2])


@pytest.mark.parametrize("how", ["garbage", "half"])
@pytest.mark.parametrize(
    ("file", "line", "code"),
    [
        ("bus/log.sqlite", "dead-letters list", 4),
        ("index/stories.db", "search contract", 3),
        ("index/journal.db", "trace x", 3),
    ],
)
def test_a_damaged_file_is_named_with_what_to_do(
    place: Path, capsys: pytest.CaptureFixture[str], file: str, line: str, code: int, how: str
) -> None:
    fill_folder(place)
    damage(place / "data" / file, how)
    for words in (line.split(), ["run"]):
        here(capsys, *words).check_trouble(code, re.escape(file) + r".*(damaged|malformed).*(backup|start again)")
    assert file in here(capsys, "doctor").out


def test_a_damaged_search_folder_is_built_anew(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill_folder(place)
    for path in (place / "data/index/tantivy").glob("v*/*"):
        path.write_bytes(b"garbage")
    ended = here(capsys, "search", "contract", "--json")
    assert (ended.code, json.loads(ended.out)["total"]) == (0, 1)


@pytest.mark.parametrize("file", ["bus/log.sqlite", "index/stories.db", "index/journal.db"])
def test_a_file_of_a_newer_version_is_left_alone(place: Path, capsys: pytest.CaptureFixture[str], file: str) -> None:
    import sqlite3

    fill_folder(place)
    with closing(sqlite3.connect(place / "data" / file)) as db:
        db.execute("pragma user_version = 99")
    here(capsys, "run").check_trouble(4, re.escape(file) + r" was written by (a newer|another) version")


# Servers ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def closed_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Return a port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


def on_kafka(port: int) -> dict[str, str]:
    return {"UNDERSIGHT_BUS__KIND": "kafka", "UNDERSIGHT_BUS__SERVERS": f"127.0.0.1:{port}"}


def on_elasticsearch(port: int) -> dict[str, str]:
    return {"UNDERSIGHT_INDEX__KIND": "elasticsearch", "UNDERSIGHT_INDEX__URL": f"http://127.0.0.1:{port}"}


@pytest.mark.slow
def test_servers_that_are_away_are_one_line_each(place: Path, closed_port: int, silent_port: int) -> None:
    """All commands at once, since each waits a little for the server."""
    kafka = r"Kafka at 127\.0\.0\.1:%d (cannot be reached|does not answer).*start Kafka, or set `bus\.servers`"
    search = r"Elasticsearch at http://127\.0\.0\.1:%d cannot be reached: .*\(start it or check index\.url"
    cases = [
        *((line, on_kafka(closed_port), kafka % closed_port) for line in ("run", "topics apply")),
        ("topics apply", on_kafka(silent_port), kafka % silent_port),
        *((line, on_elasticsearch(closed_port), search % closed_port) for line in ("index apply", "search x")),
        ("search x", on_elasticsearch(silent_port), search % silent_port),
    ]
    begun = [(start(place, *line.split(), env=env), said) for line, env, said in cases]
    for process, said in begun:
        end(process).check_trouble(3, said)


def test_the_doctor_names_the_servers_that_are_away(place: Path, closed_port: int) -> None:
    env = {**on_kafka(closed_port), **on_elasticsearch(closed_port)}
    ended = end(start(place, "doctor", env=env))
    assert (ended.code, ended.err) == (1, "")
    assert [line.split(":")[0] for line in ended.out.splitlines() if line.startswith("FAIL")] == [
        "FAIL  bus (kafka)", "FAIL  index (elasticsearch)", "FAIL  lag",
    ]  # fmt: skip


@contextmanager
def http_server(status: int, body: object, headers: Mapping[str, str]) -> Iterator[int]:
    """Answer every request the same."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            content = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_HEAD = do_PUT = do_POST = answer  # noqa: N815 - the base class names them so

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


PRODUCT = {"X-Elastic-Product": "Elasticsearch", "Content-Type": "application/vnd.elasticsearch+json;compatible-with=9"}
REFUSED = {"error": {"root_cause": [{"type": "media_type_header_exception", "reason": "Invalid"}]}, "status": 400}
WRONG: Sequence[tuple[int, object, Mapping[str, str], str]] = (
    (400, REFUSED, {**PRODUCT, "Content-Type": "application/json"}, r"does not speak version 9 \(this build needs"),
    (200, {"nodes": {"a": {"version": "10.0.0"}}}, PRODUCT, r"has version 10\.0\.0 \(this build needs version 9\)"),
    (200, {"nodes": {}}, {"Content-Type": "application/json"}, r"is not Elasticsearch \(check index\.url\)"),
    (404, {}, {"Content-Type": "application/json"}, r"is not Elasticsearch \(it answers 404\) \(check index\.url\)"),
)


@pytest.mark.parametrize("wrong", WRONG, ids=["8", "10", "something", "not-found"])
def test_a_wrong_elasticsearch_is_one_line(
    place: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    wrong: tuple[int, object, Mapping[str, str], str],
) -> None:
    *answer, said = wrong
    with http_server(*answer) as port:
        for name, value in on_elasticsearch(port).items():
            monkeypatch.setenv(name, value)
        for line in ("index apply", "search x", "run"):
            here(capsys, *line.split()).check_trouble(4, said)


@pytest.mark.slow
def test_busy_ports_are_named(place: Path, silent_port: int, capsys: pytest.CaptureFixture[str]) -> None:
    metrics = {"UNDERSIGHT_OBSERVABILITY__METRICS_PORT": str(silent_port)}
    run = start(place, "run", env=metrics)
    here(capsys, "demo", "--port", str(silent_port)).check_trouble(2, rf"port {silent_port} is in use \(choose another")
    ended = end(run)
    assert ended.code == 2
    assert f"port {silent_port} for metrics cannot be used: Address already in use (set observability" in ended.err
    assert "Traceback" not in ended.err


# Processes ----------------------------------------------------------------------------------------------------------


def children(process: subprocess.Popen[str]) -> list[int]:
    """Return the children of a process."""
    tasks = Path(f"/proc/{process.pid}/task")
    if not tasks.exists():
        pytest.skip("there is no /proc here")
    found: list[int] = []
    for task in tasks.iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that has just ended
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def gone(pid: int) -> bool:
    """Return whether a process has ended."""
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


@contextmanager
def running(place: Path) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """Run `undersight run` with its children at work."""
    run = start(place, "run")
    pids: list[int] = []
    try:
        until(lambda: len(children(run)) == 7 and (place / "data/deliveries.sqlite3").exists())
        pids = children(run)
        yield run, pids
    finally:
        if run.poll() is None:
            run.kill()
        run.communicate()
        for pid in pids:
            if not gone(pid):
                os.kill(pid, signal.SIGKILL)


@pytest.mark.slow
def test_sigterm_ends_all_hops_and_a_second_run_is_refused(place: Path) -> None:
    with running(place) as (run, pids):
        end(start(place, "run")).check_trouble(
            2, rf"another undersight run works in data \(process {run.pid}\) \(stop it"
        )
        for _ in range(2):  # as `timeout` and systemd do, who signal the process and its group
            run.send_signal(signal.SIGTERM)
            for pid in pids:
                os.kill(pid, signal.SIGTERM)
        ended = end(run)
        assert ended.code == 0
        assert "Traceback" not in ended.err
        assert all(gone(pid) for pid in pids)
        # the same run has said that there is no network, once
        assert ended.err.count("no network") == 1
        assert ended.err.count("make demo") == 1


def test_hops_end_by_themselves_when_their_supervisor_is_killed(place: Path) -> None:
    with running(place) as (run, pids):
        run.kill()
        until(lambda: all(gone(pid) for pid in pids), seconds=20)


@pytest.mark.slow
def test_sigterm_ends_the_demo_and_a_second_demo_leaves_its_data_alone(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    demo = start(ROOT, "demo", "--folder", str(folder))
    try:
        until(lambda: len(children(demo)) == 7)
        end(start(ROOT, "demo", "--folder", str(folder))).check_trouble(2, r"another undersight demo works in .*demo ")
        pids = children(demo)
        demo.terminate()
        ended = end(demo)
    finally:
        if demo.poll() is None:
            demo.kill()
            demo.communicate()
    assert ended.code == 0
    assert "Traceback" not in ended.err
    assert ESCAPE not in ended.out + ended.err
    assert all(gone(pid) for pid in pids)


def test_the_lock_of_a_run_ends_with_it(tmp_path: Path) -> None:
    with only_run(tmp_path):
        pass
    with only_run(tmp_path):
        assert (tmp_path / "run.lock").read_text() == str(os.getpid())


def test_ctrl_c_in_a_command_is_quiet(place: Path, silent_port: int) -> None:
    search = start(place, "search", "x", env=on_elasticsearch(silent_port))
    time.sleep(2.5)
    search.send_signal(signal.SIGINT)
    ended = end(search)
    assert ended.code == 130
    assert "Traceback" not in ended.err


# What is printed ----------------------------------------------------------------------------------------------------


def test_a_pipe_that_closes_early_is_quiet(place: Path) -> None:
    lines = "".join(json.dumps({"id": str(n), "text": f"words of number {n} " * 50}) + "\n" for n in range(2000))
    (place / "articles.jsonl").write_text(lines)
    fill_folder(place)
    cli = f"{sys.executable} -m pipeline.cli"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    for line in (f"{cli} tag articles.jsonl | head -c 10", f"{cli} search contract --json | true"):
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True, env=env)
        assert done.stderr == ""


LISTINGS = ("search contract", "stories", "dead-letters list", "feeds list", "settings", "doctor")


def test_listings_are_plain_in_a_pipe_and_whole_as_json(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill_folder(place)
    for line in LISTINGS:
        plain, whole = here(capsys, *line.split()), here(capsys, *line.split(), "--json")
        assert ESCAPE not in plain.out + plain.err
        assert isinstance(json.loads(whole.out), list | dict), line
        assert plain.code == whole.code == 0


def test_colours_obey_no_color(place: Path) -> None:
    import pty

    def shown(**env: str) -> str:
        master, slave = pty.openpty()
        names = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **env}
        if not env:
            names.pop("NO_COLOR", None)
        command = [sys.executable, "-m", "pipeline.cli", "search", "contract"]
        done = subprocess.run(command, stdout=slave, stderr=slave, stdin=slave, env=names, check=True)
        os.close(slave)
        with open(master, "rb", buffering=0) as terminal:  # noqa: PTH123 - a file descriptor
            text = terminal.read(65536).decode()
        assert done.returncode == 0
        return text

    fill_folder(place)
    assert "Town ends camera" in shown(NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]", shown(NO_COLOR="1")), "a colour in spite of NO_COLOR"
    assert re.search(r"\x1b\[[0-9;]*33m", shown()), "no highlight on a terminal"


# Lines of JSON ------------------------------------------------------------------------------------------------------

GOOD = '{"id": "%d", "url": "http://a.example/%d", "title": "Acme", "text": "Acme sells cameras."}'
LINES = f"\ufeff{GOOD % (1, 1)}\r\n\r\n{{\r\n[]\r\n{{}}\r\n{GOOD % (2, 2)}".encode()


@pytest.mark.parametrize("command", ["tag", "extract", "group"])
def test_bad_lines_are_named_and_the_rest_goes_on(
    place: Path, capfdbinary: pytest.CaptureFixture[bytes], command: str
) -> None:
    (place / "lines.jsonl").write_bytes(LINES)
    with pytest.raises(SystemExit) as left:
        main([command, "lines.jsonl"])
    out, err = capfdbinary.readouterr()
    assert left.value.code == 1
    named = re.findall(r"^undersight: lines\.jsonl:(\d+): ", err.decode(), re.MULTILINE)
    assert named[:3] == ["3", "4", "5"]
    assert len(named) == len(err.splitlines())
    good = {json.loads(line) is not None for line in out.splitlines()}
    assert good == {True} or command == "extract"  # a page must look like an article; lines 1 and 6 do not


@pytest.mark.parametrize("command", ["tag", "extract", "group"])
def test_no_lines_give_nothing_and_no_file_is_one_line(place: Path, command: str) -> None:
    empty = start(place, command, "-")
    here = start(place, command, "none.jsonl")
    (place / "folder.jsonl").mkdir()
    folder = start(place, command, "folder.jsonl")
    assert end(empty) == Ended(0, "", "")
    end(here).check_trouble(2, r"none\.jsonl: No such file or directory")
    end(folder).check_trouble(2, r"folder\.jsonl: Is a directory")


# Dead letters -------------------------------------------------------------------------------------------------------


def test_garbage_on_a_topic_becomes_a_dead_letter_that_can_be_replayed(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def letters() -> list[dict[str, object]]:
        found: list[dict[str, object]] = json.loads(here(capsys, "dead-letters", "list", "--json").out)
        return found

    with closing(App(load_settings(env={}))) as app:
        prepare(app)
        app.bus.publish([Record(topic("articles"), "key", b"\xff not an article")])
    work = start(place, "work", "tag")
    try:
        until(letters)
        first = letters()
        assert [(letter["hop"], letter["key"]) for letter in first] == [("tag", "key")]
        shown = here(capsys, "dead-letters", "show", str(first[0]["id"]))
        assert "not an article" in shown.out
        assert here(capsys, "dead-letters", "replay", str(first[0]["id"])).out == "1 put back\n"
        until(lambda: [letter["id"] for letter in letters()] not in ([], [first[0]["id"]]))  # it is dead again
        here(capsys, "dead-letters", "replay", str(first[0]["id"])).check_trouble(2, r"no open dead letter")
    finally:
        work.terminate()
        ended = end(work)
    assert ended.code == 0
    assert "Traceback" not in ended.err
