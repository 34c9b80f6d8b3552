from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.events import ConfigError
from pipeline.watchlist.checking import Problem, check

HEAD = "entities:\n"
GOOD = "  - {id: alpha, kind: vendor, name: Alphatron, technologies: [alpr]}\n"
TECHNOLOGIES = "technologies:\n  - {id: alpr, name: Plates, terms: [plate reader]}\n"


def told(tmp_path: Path, *items: str) -> list[Problem]:
    text = HEAD + GOOD + "".join(f"  - {item}\n" for item in items)
    (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "technologies.yaml").write_text(TECHNOLOGIES, encoding="utf-8")
    return list(check(tmp_path).problems)


def test_a_good_folder_has_no_problem(tmp_path: Path) -> None:
    assert told(tmp_path) == []


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("{id: b, kind: vendor, name: Betatron, ambiguous: true}", "'Betatron' is ambiguous but has no context words"),
        ("{id: b, kind: vendor, name: Beacon}", "'Beacon' is also an everyday word"),
        ("{id: b, kind: vendor, name: Betatron, products: [Falcons]}", "'Falcons' is also an everyday word"),
        ("{id: b, kind: vendor, name: Betatron, aliases: [BETATRON]}", "'BETATRON' is found as 'Betatron' already"),
        ("{id: b, kind: vendor, name: Betatron, aliases: [{name: Qz, case: any}]}", "'Qz' is very short"),
        ("{id: b, kind: vendor, name: Betatron, aliases: ['!!']}", "'!!' has no letter or digit"),
        ("{id: b, kind: vendor, name: Betatron, context: [x y], exclude: [X Y]}", "'X Y' speaks both for and against"),
        ("{id: b, kind: vendor, name: Betatron, exclude: [betatron]}", "'betatron' is a name of its own"),
    ],
)
def test_warnings_name_the_line_and_what_to_do(tmp_path: Path, item: str, words: str) -> None:
    (problem,) = told(tmp_path, item)
    assert (problem.severity, problem.line, problem.entity_id) == ("warning", 3, "b")
    assert problem.message.startswith(words)
    assert problem.hint
    assert "\n" not in str(problem)


def test_shared_names_need_different_context(tmp_path: Path) -> None:
    pair = "{id: %s, kind: vendor, name: Deltagon, ambiguous: true, context: [%s]}"
    assert told(tmp_path, pair % ("b", "camera"), pair % ("c", "phone")) == []
    (problem,) = told(tmp_path, pair % ("b", "camera"), pair % ("c", "camera"))
    assert "'deltagon' is a name of 'b' too" in problem.message


def test_a_link_belongs_to_one(tmp_path: Path) -> None:
    item = "{id: %s, kind: vendor, name: %s, links: {website: 'https://one.example'}}"
    (problem,) = told(tmp_path, item % ("b", "Betatron"), item % ("c", "Gammatron"))
    assert "https://one.example is given for 'b' too" in problem.message


def test_every_error_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text("entities: [", encoding="utf-8")
    problems = told(
        tmp_path,
        "{id: alpha, kind: vendor, name: Betatron}",
        "{id: c, kind: vendor, name: Gammatron, parent: zz, technologies: [alprr]}",
        "{id: d, kind: vendor, name: Alphatron Inc, parent: d}",
        "{id: e, kind: vendor, name: alphatron}",
    )
    errors = [problem for problem in problems if problem.severity == "error"]
    assert {(Path(e.path).name, e.line) for e in errors} == {("two.yaml", 2), *(("one.yaml", n) for n in (3, 4, 5, 6))}
    text = "\n".join(map(str, errors))
    for words in (
        "not valid YAML",
        "given twice",
        "unknown parent 'zz'",
        "'alprr'",
        "owns itself",
        "is also a name of",
    ):
        assert words in text


def test_the_watchlist_holds_what_could_be_read(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text("entities: [", encoding="utf-8")
    told(tmp_path)
    checked = check(tmp_path)
    assert [entity.id for entity in checked.watchlist.entities] == ["alpha"]
    assert len(checked.of("error")) == 1
    assert checked.of("warning") == ()


def test_an_absent_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        check(tmp_path / "absent")
