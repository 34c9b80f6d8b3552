"""The program: fast help, lazy commands, every failure one clear line."""

from __future__ import annotations

import errno
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.cli.failures import explain, report
from pipeline.cli.program import load, split_debug, wanted_command
from pipeline.cli.table import COMMANDS, EXIT_CODES, GROUPS
from pipeline.events import ConfigError, Incompatible, MalformedEvent, Unavailable, UndersightError

ROOT = Path(__file__).parents[3]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    shown = capsys.readouterr()
    return int(left.value.code or 0), shown.out, shown.err


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_has_code_whose_first_sentence_is_its_help(command: object) -> None:
    entry = next(one for one in COMMANDS if one is command)
    doc = inspect.getdoc(load(entry)) or ""
    assert doc.partition("\n\n")[0].replace("\n", " ") == entry.help


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert [c.name for c in COMMANDS if " " not in c.name and f"  {c.name} " not in out] == []
    assert [name for name in GROUPS if f"  {name} " not in out] == []
    assert "..." not in out.partition("Commands:")[2], "a help text is too long for 80 columns"


def test_help_of_a_group_lists_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "dead-letters", "--help")
    assert [word for word in ("list", "show", "replay") if f"  {word} " not in out] == []


@pytest.mark.parametrize(
    ("arguments", "more"),
    [(["--help"], {"pydantic"}), (["search", "--help"], set()), (["feeds", "check", "--help"], set())],
    ids=" ".join,
)
def test_help_loads_nothing_heavy(arguments: list[str], more: set[str]) -> None:
    """Typer itself needs pydantic as soon as a command has options; the list of commands does without."""
    heavy = {"rich", "kafka", "elasticsearch", "tantivy", "trafilatura", "newspaper", "httpx2", "structlog"} | more
    code = (
        "import sys\nfrom pipeline.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit:\n    pass\n"
        f"sys.exit(', '.join({heavy!r} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Usage: undersight" in done.stdout


def test_a_misspelt_command_is_suggested(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "serch")
    assert code == 2
    assert "Did you mean 'search'?" in err


def test_the_version_is_shown_both_ways(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--version")[1] == run(capsys, "version")[1] != ""


def test_a_wrong_setting_is_one_line_and_exit_code_2(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("[bus]\nkimd = 'kafka'\n")
    code, out, err = run(capsys, "settings", "--config", str(tmp_path / "x.toml"))
    assert (code, out) == (2, "")
    assert err == f"undersight: {tmp_path}/x.toml:2: unknown setting bus.kimd (did you mean bus.kind?)\n"


def test_commands_are_found_by_one_word_or_two() -> None:
    found = [wanted_command(line) for line in (["search", "feeds"], ["--debug", "feeds", "list"], ["feeds"], [])]
    assert [command.name if command else None for command in found] == ["search", "feeds list", None, None]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["run", "--debug"], (["run"], True)),
        (["--debug", "run"], (["run"], True)),
        (["search", "--", "--debug"], (["search", "--", "--debug"], False)),
        ([], ([], False)),
    ],
)
def test_debug_may_stand_anywhere_before_the_dashes(given: list[str], expected: tuple[list[str], bool]) -> None:
    assert split_debug(given) == expected


@pytest.mark.parametrize(
    ("error", "line", "code"),
    [
        (ConfigError("wrong", hint="do this"), "wrong (do this)", 2),
        (Unavailable("away"), "away", 3),
        (Incompatible("old"), "old", 4),
        (MalformedEvent("bad"), "bad", 5),
        (UndersightError("no"), "no", 1),
        (OSError(errno.ENOSPC, "No space left on device", "data/log.db"), "the disk is full: data/log.db", 3),
        (OSError(errno.EADDRINUSE, "Address already in use"), "the port is in use by another program", 2),
        (PermissionError(errno.EACCES, "Permission denied", "data"), "data: Permission denied", 1),
    ],
)
def test_failures_that_a_person_can_act_on(error: Exception, line: str, code: int) -> None:
    text, found = explain(error)
    assert text is not None
    assert text.startswith(line)
    assert found == code
    assert code in EXIT_CODES


def test_a_bug_is_one_line_and_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(KeyError("x"), debug=False) == 1
    err = capsys.readouterr().err
    assert err.startswith("undersight: unexpected KeyError: 'x' (this is a bug; the traceback is in ")
    assert err.count("\n") == 1
    written = Path(err.split(" is in ")[1].split(",")[0])
    assert "KeyError" in written.read_text()
    written.unlink()


def test_debug_shows_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    report(KeyError("x"), debug=True)
    err = capsys.readouterr().err
    assert "KeyError: 'x'\n" in err
    assert err.endswith("the traceback is above)\n")


def test_a_closed_pipe_is_no_failure() -> None:
    script = f"{sys.executable} -m pipeline.cli settings | head -1"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.stdout, done.stderr) == ("key\tvalue\tfrom\n", "")
