"""The commands that keep the watchlist, and `tag`, on a watchlist of their own."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import main
from pipeline.events import TaggedArticle

VENDORS = """\
# who sells what
entities:
  - id: zeltor
    kind: vendor
    name: Zeltor Systems
    products: [{name: Falcon, ambiguous: true}]
    context: [camera]
    exclude: [falcon bird]
    parent: brightlook
    technologies: [alpr]
  # a remark
"""
PLATFORMS = "entities:\n  - {id: brightlook, kind: platform, name: Brightlook}\n"
TECHNOLOGIES = "technologies:\n  - {id: alpr, name: Plate readers, terms: [plate reader]}\ntopic: [surveil]\n"


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    folder = tmp_path / "watchlist"
    folder.mkdir()
    for name, text in (("vendors", VENDORS), ("platforms", PLATFORMS), ("technologies", TECHNOLOGIES)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "undersight.toml").write_text(f"[watchlist]\nfolder = '{folder}'\n", encoding="utf-8")
    return folder


Run = Any


@pytest.fixture
def run(lists: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def call(*arguments: str, stdin: str | bytes = b"") -> tuple[int, str, str]:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        config = () if arguments[0] == "group" else ("--config", str(lists.parent / "undersight.toml"))
        with pytest.raises(SystemExit) as left:
            main([*arguments, *config])
        shown = capsys.readouterr()
        assert "Traceback" not in shown.err
        return int(left.value.code or 0), shown.out, shown.err

    return call


def test_check_is_content_with_a_good_list(run: Run) -> None:
    code, out, err = run("watchlist", "check")
    assert (code, out) == (0, "")
    assert "2 organisations, 3 names; 0 errors, 0 warnings" in err


def test_check_tells_warnings_and_errors(run: Run, lists: Path) -> None:
    (lists / "more.yaml").write_text("entities:\n  - {id: b, kind: vendor, name: Beacon}\n", encoding="utf-8")
    code, out, _ = run("watchlist", "check")
    assert code == 0
    assert out.startswith(f"{lists}/more.yaml:2: warning: 'Beacon' is also an everyday word (")
    assert run("watchlist", "check", "--strict")[0] == 1
    (lists / "bad.yaml").write_text("entities:\n  - {id: b, kind: person, name: Jo}\n", encoding="utf-8")
    code, out, _ = run("watchlist", "check", "--json")
    told = json.loads(out)
    assert code == 1
    assert [(one["severity"], one["line"]) for one in told["problems"]] == [("error", 2), ("warning", 2)]
    assert told["organisations"] == 3


def test_show_tells_who_somebody_is(run: Run) -> None:
    code, out, _ = run("watchlist", "show", "falcon")
    assert code == 0
    assert out.splitlines()[0] == "Zeltor Systems (zeltor): vendor"
    for words in ("Brightlook (brightlook)", "Plate readers", "Falcon [ambiguous]", "falcon bird"):
        assert words in out
    assert "Zeltor Systems (zeltor)" in run("watchlist", "show", "brightlook")[1]
    (shown,) = json.loads(run("watchlist", "show", "brightlook", "--json")[1])
    assert shown["children"] == ["zeltor"]


def test_show_of_nobody_names_the_nearest(run: Run) -> None:
    code, out, err = run("watchlist", "show", "Brightlok")
    assert (code, out) == (2, "")
    assert err == "undersight: nobody on the watchlist is called 'Brightlok'; did you mean 'brightlook'?\n"


def test_try_tells_what_counts_and_what_does_not(run: Run) -> None:
    code, out, _ = run("watchlist", "try", "The Falcon camera. A falcon bird.", "--title", "Zeltor Systems")
    assert code == 0
    assert "'Falcon' = Zeltor Systems [vendor" in out
    assert "'falcon' (Zeltor Systems) at text 21-27: stands in 'falcon bird'" in out
    told = json.loads(run("watchlist", "try", "-", "--json", "--lang", "en", stdin="Brightlook, a falcon")[1])
    assert [m["entity_id"] for m in told["mentions"]] == ["brightlook"]
    assert [one["surface"] for one in told["rejected"]] == ["falcon"]


def test_add_writes_and_keeps_what_is_there(run: Run, lists: Path) -> None:
    code, out, err = run("watchlist", "add", "Plateworks", "--kind", "vendor", "--technology", "alpr")
    assert (code, out) == (0, f"added 'plateworks' to {lists}/vendors.yaml\n")
    assert "undersight watchlist retag" in err
    text = (lists / "vendors.yaml").read_text(encoding="utf-8")
    item = "  - id: plateworks\n    kind: vendor\n    name: Plateworks\n    technologies: [alpr]\n"
    assert text == VENDORS.replace("  # a remark", item + "  # a remark")
    code, out, _ = run("watchlist", "diff", str(lists), str(lists))
    assert (code, out) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "NAME is missing"),
        (("Plateworks",), "--kind is missing"),
        (("Plateworks", "--kind", "person"), "kind: should be 'vendor', 'platform', 'agency' or 'civil_society'"),
        (
            ("Plateworks", "--kind", "vendor", "--technology", "alprr"),
            "unknown technology 'alprr'; did you mean 'alpr'",
        ),
        (("Plateworks", "--kind", "vendor", "--parent", "brightlok"), "unknown parent 'brightlok'"),
        (("zeltor systems", "--kind", "vendor"), "'zeltor systems' is a name of 'zeltor'"),
        (("Zeltor", "--kind", "vendor"), "'zeltor' is listed already"),
        (("Plateworks", "--kind", "vendor", "--file", "../x.yaml"), "not the name of a .yaml file"),
    ],
)
def test_add_refuses_what_is_wrong_in_one_line(run: Run, lists: Path, arguments: tuple[str, ...], words: str) -> None:
    before = {path.name: path.read_bytes() for path in lists.iterdir()}
    code, out, err = run("watchlist", "add", *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
    assert {path.name: path.read_bytes() for path in lists.iterdir()} == before


def test_add_dry_run_shows_the_entry(run: Run, lists: Path) -> None:
    code, out, _ = run("watchlist", "add", "Plateworks", "--kind", "vendor", "--alias", "Plate: works", "--dry-run")
    assert code == 0
    assert '    aliases: ["Plate: works"]' in out
    assert (lists / "vendors.yaml").read_text(encoding="utf-8") == VENDORS


def test_diff_tells_changes_between_folders_and_revisions(run: Run, lists: Path, tmp_path: Path) -> None:
    git = ["git", "-C", str(tmp_path), "-c", "user.name=t", "-c", "user.email=t@t.example"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "lists"], check=True)
    assert run("watchlist", "diff", "HEAD")[1] == ""
    (lists / "platforms.yaml").write_text(PLATFORMS.replace("Brightlook}", "Brightlook, aliases: [BrLook]}"))
    code, out, err = run("watchlist", "diff", "HEAD")
    assert code == 0
    assert "~ brightlook (Brightlook): +'BrLook'" in out.splitlines()
    assert " -> " in err
    told = json.loads(run("watchlist", "diff", "HEAD", str(lists), "--json")[1])
    assert told["changed"]
    assert "brightlook" in [one["entity_id"] for one in told["entities"]]
    code, _, err = run("watchlist", "diff", "nonesuch")
    assert code == 2
    assert "nonesuch: no such folder, and no revision" in err


def test_import_reports_every_row(run: Run, lists: Path, tmp_path: Path) -> None:
    table = tmp_path / "theirs.csv"
    table.write_text("kind,name,aliases\nvendor,Plateworks,PW Cameras\nvendor,Zeltor Systems,\n", encoding="utf-8")
    code, out, err = run("watchlist", "import", str(table), "--dry-run")
    assert code == 0
    assert out.splitlines() == ["row 1: new: Plateworks as 'plateworks'", "row 2: exists: Zeltor Systems as 'zeltor'"]
    assert "1 new, 1 listed already, 0 wrong; nothing was written" in err
    assert not (lists / "imported.yaml").exists()
    told = json.loads(run("watchlist", "import", str(table), "--json")[1])
    assert told["written"]
    assert run("watchlist", "show", "PW cameras")[1].startswith("Plateworks")
    table.write_text("kind,name\nplanet,Mars\nvendor,Otherworks\n", encoding="utf-8")
    code, out, err = run("watchlist", "import", str(table))
    assert (code, out.splitlines()[0][:12]) == (1, "row 1: wrong")
    assert "nothing was written" in err
    assert run("watchlist", "import", str(table), "--skip-wrong")[0] == 1
    assert run("watchlist", "show", "Otherworks")[0] == 0


@pytest.mark.parametrize(("name", "words"), [("a.docx", "cannot be imported"), ("gone.csv", "No such file")])
def test_import_of_no_list_is_one_clear_error(run: Run, tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "a.docx").write_bytes(b"x")
    code, _, err = run("watchlist", "import", str(tmp_path / name))
    assert code == 2
    assert words in err


def line(number: int | str, text: str, **more: object) -> str:
    return json.dumps({"id": number, "url": f"https://a.example/{number}", "title": "T", "text": text, **more})


def test_tag_keeps_ids_and_order_and_goes_on_after_a_bad_line(run: Run) -> None:
    lines = "\n".join([line(7, "Brightlook"), "{", "", line("b", "Nobody"), line("c", "Zeltor Systems", lang="en")])
    code, out, err = run("tag", "-", "--json", stdin="\ufeff" + lines)
    assert code == 1
    assert err.startswith("undersight: standard input:2: not JSON")
    tagged = [json.loads(one) for one in out.splitlines()]
    assert [one["id"] for one in tagged] == [7, "b", "c"]
    assert [len(one["mentions"]) for one in tagged] == [1, 0, 1]
    assert tagged[2]["technologies"] == ["alpr"]
    assert tagged[2]["lang"] == "en"
    for one in tagged:
        assert {"relations", "events", "places", "relevance", "level", "level_reasons"} <= one.keys()
        assert one["level"] in {"routine", "notable", "major"}


def test_what_tag_writes_is_an_event_for_the_next_program(run: Run) -> None:
    _, out, _ = run("tag", "-", "--json", stdin=line(7, "Brightlook"))
    assert TaggedArticle.model_validate_json(out).article.entry_id == "7"
    assert json.loads(run("group", "-", stdin=out)[1])["lead"]["mentions"][0]["entity_id"] == "brightlook"


@pytest.mark.parametrize("workers", ["1", "3"])
def test_many_lines_come_out_in_order_from_any_number_of_processes(run: Run, workers: str) -> None:
    lines = [line(number, f"Brightlook {number}") if number % 50 else "{" for number in range(1, 401)]
    code, out, err = run("tag", "-", "--json", "--workers", workers, stdin="\n".join(lines))
    assert code == 1
    assert [json.loads(one)["id"] for one in out.splitlines()] == [n for n in range(1, 401) if n % 50]
    assert [one.split(":")[2] for one in err.splitlines()] == [str(n) for n in range(50, 401, 50)]


def test_tag_explains_to_people(run: Run) -> None:
    code, out, err = run("tag", "-", "--explain", stdin=line(1, "Zeltor Systems and a falcon bird") + "\n{\n")
    assert code == 1
    assert "'Zeltor Systems' = Zeltor Systems [vendor" in out
    assert "  level: " in out
    assert "not counted:" in out
    assert "standard input:2" in err


def test_tag_of_a_file_that_is_not_there(run: Run) -> None:
    code, out, err = run("tag", "nowhere.jsonl")
    assert (code, out) == (2, "")
    assert err == "undersight: nowhere.jsonl: No such file or directory\n"
