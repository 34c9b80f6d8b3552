"""The command `extract`, as a program of its own: pages in, one line for each out, whatever they are."""

from __future__ import annotations

import gzip
import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.contract.loopback import serve
from tests.contract.test_archive import FOREIGN, response

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "tests/data/pages"
FIELDS = (
    "path", "url", "state", "title", "text", "authors", "published", "canonical_url", "site", "language", "words",
    "quality", "reason",
)  # fmt: skip
SHORT = "<html><title>Short news</title><body><article><h1>Short news</h1><p>Acme moved.</p></article></body></html>"


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "pipeline.cli", "extract", *map(str, arguments)]


def environment(**more: str) -> Mapping[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def extract(
    *arguments: str | Path, cwd: Path = ROOT, stdin: bytes = b"", **more: str
) -> tuple[int, list[dict[str, Any]], str]:
    """Return exit code, lines and remarks."""
    done = subprocess.run(
        command(*arguments), cwd=cwd, input=stdin, capture_output=True, env=environment(**more), check=False
    )
    assert b"Traceback" not in done.stderr, done.stderr
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


def states(lines: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    return [(Path(line["path"]).name, line["state"]) for line in lines]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder as people have them: pages packed and not, addresses beside them, and what is no page."""
    herald = (PAGES / "herald.html").read_bytes()
    (tmp_path / "deep/er").mkdir(parents=True)
    (tmp_path / "a.html").write_bytes(herald)
    (tmp_path / "a.url").write_text("[InternetShortcut]\r\nURL=https://www.ellwickherald.example/news/1\r\n")
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(herald))
    (tmp_path / "b.json").write_text('{"url": "https://www.ellwickherald.example/news/2"}')
    (tmp_path / "c.HTM").write_bytes(herald)
    (tmp_path / "urls.json").write_text('{"c": "https://www.ellwickherald.example/news/3", "e.html": 5}')
    (tmp_path / "d.html.gz").write_bytes(gzip.compress(herald)[:-50])
    (tmp_path / "e.html").write_bytes(b"")
    (tmp_path / "deep/er/short.xhtml").write_text(SHORT)
    (tmp_path / "deep/wall.html").write_bytes((PAGES / "consent-en.html").read_bytes())
    (tmp_path / "deep/image.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (tmp_path / "deep/notes.txt").write_text("no page")
    return tmp_path


def test_a_folder_is_read_whole_in_order_and_a_bad_file_is_a_line(folder: Path) -> None:
    code, lines, err = extract(folder, "--json")
    assert code == 1
    assert states(lines) == [
        ("a.html", "article"), ("b.html.gz", "article"), ("c.HTM", "article"), ("d.html.gz", "unreadable"),
        ("short.xhtml", "not_an_article"), ("image.html", "not_an_article"), ("wall.html", "wall:consent"),
        ("e.html", "not_an_article"),
    ]  # fmt: skip
    assert [line["url"].rpartition("/")[2] for line in lines[:3]] == ["1", "2", "3"]
    assert err.splitlines() == [f"undersight: {folder}/d.html.gz: unreadable: {lines[3]['reason']}"]
    assert all(tuple(line) == FIELDS for line in lines)


def test_text_is_given_in_every_state(folder: Path) -> None:
    _, lines, _ = extract(folder / "deep")
    text = {Path(line["path"]).name: (line["text"], line["words"], bool(line["reason"])) for line in lines}
    assert text["short.xhtml"] == ("Acme moved.", 2, True)
    assert len(text["wall.html"][0]) > 50
    assert text["image.html"] == ("", 0, True)


def test_an_article_is_told_with_all_its_facts(folder: Path) -> None:
    code, (line,), err = extract(folder / "a.html")
    assert (code, err) == (0, "")
    assert line["canonical_url"].startswith("https://www.ellwickherald.example/")
    assert (line["site"], line["language"], line["reason"]) == ("ellwickherald.example", "en", "")
    assert line["title"]
    assert line["words"] > 100
    assert line["published"].startswith("20")
    assert line["quality"]["extractor"]


@pytest.mark.parametrize("quality", ["fast", "best"])
def test_a_quality_can_be_asked_for(folder: Path, quality: str) -> None:
    code, (line,), _ = extract(folder / "a.html", "--quality", quality)
    assert (code, line["state"]) == (0, "article")
    assert line["quality"]["mode"] == quality


def test_the_order_given_is_the_order_told_whatever_takes_how_long(folder: Path) -> None:
    slow = folder / "0slow.html"
    slow.write_bytes(b"<article>" + b"<p>Long words of news go on and on here. </p>" * 20_000)
    many = [slow, *[folder / "deep/er/short.xhtml", folder / "a.html"] * 40]
    _, lines, _ = extract(*many)
    assert [line["path"] for line in lines] == [str(path) for path in many]


def test_what_is_not_there_is_a_line(tmp_path: Path) -> None:
    code, (line,), err = extract(tmp_path / "none.html")
    assert (code, line["state"], line["reason"]) == (1, "unreadable", "No such file or directory")
    assert err.startswith("undersight: ")


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    assert extract(tmp_path) == (0, [], "")


def test_a_page_on_standard_input_with_its_address(folder: Path) -> None:
    page = (PAGES / "herald.html").read_bytes()
    code, (line,), _ = extract("-", "--url", "https://www.ellwickherald.example/news/9", stdin=page)
    assert (code, line["path"], line["state"], line["site"]) == (0, "-", "article", "ellwickherald.example")
    assert extract("-", stdin=b"  \n") == (0, [], "")


def test_lines_go_in_as_before_and_articles_come_out() -> None:
    row = {"url": "https://www.ellwickherald.example/1", "html": (PAGES / "herald.html").read_text("latin-1")}
    code, (line,), _ = extract(stdin=f"\n{json.dumps(row)}\n".encode())
    assert (code, line["url"]) == (0, row["url"])
    assert line["article_id"].startswith("art-")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("a.html", "b.html.gz", "--url", "https://a.example/"), "--url is the address of one page"),
        ((".", "--url", "https://a.example/"), "--url is the address of one page"),
        (("a.html", "x.jsonl"), "x.jsonl: JSON lines name their pages themselves"),
        (("x.jsonl", "--url", "https://a.example/"), "x.jsonl: JSON lines name their pages themselves"),
        (("a.html", "--output", "none/out.jsonl"), "none/out.jsonl: No such file or directory"),
        (("a.html", "--quality", "superb"), "superb"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_starts(
    folder: Path, arguments: Sequence[str], said: str
) -> None:
    code, lines, err = extract(*arguments, cwd=folder)
    assert (code, lines) == (2, [])
    assert said in err


def test_output_goes_to_a_file(folder: Path) -> None:
    code, lines, _ = extract(folder / "a.html", "-o", folder / "out.jsonl")
    assert (code, lines) == (0, [])
    assert json.loads((folder / "out.jsonl").read_text())["state"] == "article"


def test_warc_files_of_other_programs(tmp_path: Path) -> None:
    herald = response(
        "https://www.ellwickherald.example/1",
        "200 OK\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Encoding: gzip",
        gzip.compress((PAGES / "herald.html").read_bytes()),
    )
    file = tmp_path / "crawl.warc.gz"
    file.write_bytes(b"".join(gzip.compress(one) for one in [*FOREIGN[:2], herald, FOREIGN[-2]]))
    code, lines, _ = extract("--warc", file)
    assert code == 0
    assert [(line["url"], line["state"]) for line in lines] == [
        ("https://www.ellwickherald.example/1", "article"), ("http://a.example/large", "not_an_article"),
    ]  # fmt: skip
    assert lines[0]["path"].startswith(f"{file}#urn:uuid:")
    file.write_bytes(gzip.compress(herald)[:-900])
    code, lines, _ = extract(file)
    assert (code, lines[-1]["state"]) == (1, "unreadable")


def test_a_url_is_fetched_as_the_pipeline_would() -> None:
    allowed = {"UNDERSIGHT_FETCHING__ALLOW_PRIVATE": "true", "UNDERSIGHT_FETCHING__HOST_INTERVAL_SECONDS": "0"}
    with serve() as site:
        site.page("/robots.txt", b"User-agent: *\nDisallow: /private", Content_Type="text/plain")
        site.page("/news", (PAGES / "herald.html").read_bytes(), Content_Type="text/html; charset=iso-8859-1")
        code, (line,), _ = extract("--url", site.url("/news"), **allowed)
        assert (code, line["state"], line["path"]) == (0, "article", site.url("/news"))
        code, (line,), err = extract("--url", site.url("/private/1"), **allowed)
        assert (code, line["state"]) == (1, "unreadable")
        assert "robots_denied" in err
        code, (line,), err = extract("--url", site.url("/news"))
        assert (code, line["state"]) == (1, "unreadable")
        assert "forbidden_address" in err


def test_a_page_that_kills_its_worker_is_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"<p>x<br>" * 300_000)
    (tmp_path / "b.html").write_bytes((PAGES / "herald.html").read_bytes())
    code, lines, err = extract(tmp_path, UNDERSIGHT_EXTRACTION__CPU_SECONDS="1")
    assert states(lines) == [("a.html", "crashed"), ("b.html", "article")]
    assert code == 1
    assert "crashed" in err


def test_names_and_texts_that_are_no_utf_8(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.html"
    Path(os.fsdecode(name)).write_text(SHORT.replace("Acme", "Acme &#xD800; &#xDFFF;"))
    code, (line,), _ = extract(tmp_path)
    assert code == 0
    assert line["path"].endswith("caf\ufffd.html")


def test_a_reader_who_leaves_early_is_no_trouble(folder: Path) -> None:
    with subprocess.Popen(
        command(*[folder / "a.html"] * 60), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["state"] == "article"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


def until_gone(group: int) -> None:
    """Wait until no process of a group is left."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("a process is left")


def test_ctrl_c_leaves_whole_lines_and_no_process(folder: Path) -> None:
    with subprocess.Popen(
        command(*[folder / "a.html"] * 3000), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
        start_new_session=True, bufsize=0,  # what a buffer held would be lost to communicate
    ) as process:  # fmt: skip
        assert process.stdout is not None
        first = process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        rest, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert all(json.loads(line)["state"] == "article" for line in [first, *rest.splitlines()])
    until_gone(process.pid)


@contextmanager
def terminal(*arguments: str | Path, env: Mapping[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    master, slave = pty.openpty()
    process = subprocess.Popen(command(*arguments), stdin=slave, stdout=slave, stderr=slave, env=env)
    os.close(slave)
    try:
        yield process, master
    finally:
        os.close(master)
        process.kill()
        process.wait()


def shown(*arguments: str | Path) -> str:
    """Return what a person sees."""
    text = b""
    with terminal(*arguments, env=environment(COLUMNS="200", TERM="xterm")) as (_, master):
        while True:
            try:
                text += os.read(master, 65536)
            except OSError:
                return text.decode()


def test_on_a_terminal_a_person_sees_a_table_or_the_one_article(folder: Path) -> None:
    table = shown(folder)
    assert "wall:consent" in table
    assert "8 pages in" in table
    assert '{"path"' not in table
    one = shown(folder / "a.html")
    assert "ellwickherald.example" in one
    assert "1 page in" in one
    assert '{"path"' in shown(folder / "a.html", "--json")
    assert "nothing to extract from" in shown()
