from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.events import ConfigError
from pipeline.watchlist import load_watchlist
from pipeline.watchlist.reload import ReloadingTagger

from .samples import article

GOOD = """\
entities:
  - {id: alpha, kind: vendor, name: Alpha Corporation, aliases: [Alphasur, {name: ALPH, ambiguous: true}], context: [s]}
  - {id: beta, kind: agency, name: Beta Bureau, parent: alpha, technologies: [alpr]}
"""
TECHNOLOGIES = "technologies:\n  - {id: alpr, name: Plates, terms: [plate reader]}\ntopic: [surveillance]\n"


def folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_folder_is_one_watchlist(tmp_path: Path) -> None:
    watchlist = load_watchlist(folder(tmp_path, one=GOOD, technologies=TECHNOLOGIES))
    assert [entity.id for entity in watchlist.entities] == ["alpha", "beta"]
    assert watchlist.entities[0].aliases[0].name == "Alphasur"
    assert watchlist.entities[0].aliases[1].ambiguous
    assert [technology.id for technology in watchlist.technologies] == ["alpr"]
    assert watchlist.entity("beta") is watchlist.entities[1]
    assert watchlist.entity("gamma") is None


def test_the_version_is_of_the_content(tmp_path: Path) -> None:
    first = load_watchlist(folder(tmp_path, one=GOOD)).version
    assert load_watchlist(folder(tmp_path, one="# a comment\n" + GOOD)).version == first
    assert load_watchlist(folder(tmp_path, one=GOOD.replace("Alphasur", "Alphasurv"))).version != first


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("parent: alpha", "parent: alfa"), 3, "unknown parent 'alfa'; did you mean 'alpha'?"),
        (("parent: alpha", "parent: zzzzzz"), 3, "unknown parent 'zzzzzz'"),
        (("[alpr]", "[alprr]"), 3, "unknown technology 'alprr'; did you mean 'alpr'?"),
        (("id: beta", "id: alpha"), 3, "id 'alpha' is given twice; first at "),
        (("Beta Bureau", "Alphasur"), 3, "'Alphasur' of 'beta' is also a name of 'alpha'"),
        (("aliases:", "alias:"), 2, "unknown key 'alias'; did you mean 'aliases'?"),
        (("kind: agency", "kind: person"), 3, "kind"),
        (("ambiguous: true", "ambigous: true"), 2, "ambigous"),
        (("id: beta", "id: Beta B"), 3, "id"),
        (("name: Beta Bureau, ", ""), 3, "key 'name' is missing"),
    ],
)
def test_errors_name_file_line_and_remedy(tmp_path: Path, change: tuple[str, str], line: int, words: str) -> None:
    path = folder(tmp_path, one=GOOD.replace(*change), technologies=TECHNOLOGIES)
    with pytest.raises(ConfigError) as error:
        load_watchlist(path)
    assert f"one.yaml:{line}: " in str(error.value)
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_ambiguous_names_may_be_shared(tmp_path: Path) -> None:
    shared = GOOD.replace("name: Beta Bureau,", "name: Beta Bureau, products: [{name: ALPH, ambiguous: true}],")
    assert len(load_watchlist(folder(tmp_path, one=shared)).entities) == 2


def test_a_technology_given_twice_and_missing_lists(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        load_watchlist(tmp_path / "absent")
    with pytest.raises(ConfigError, match="no organisation listed"):
        load_watchlist(tmp_path)
    twice = TECHNOLOGIES.replace("topic:", "  - {id: alpr, name: Again}\ntopic:")
    with pytest.raises(ConfigError, match=r"technologies.yaml:3: technology 'alpr' is given twice"):
        load_watchlist(folder(tmp_path, one=GOOD, technologies=twice))


def test_the_tagger_follows_its_files_and_survives_a_broken_edit(tmp_path: Path) -> None:
    reloading = ReloadingTagger(folder(tmp_path, one=GOOD))
    first = reloading.current()
    assert reloading.current() is first
    folder(tmp_path, one=GOOD.replace("Beta Bureau", "Gamma Bureau of Things"))
    second = reloading.current()
    assert [m.entity_id for m in second.tag(article("Gamma Bureau of Things")).mentions] == ["beta"]
    folder(tmp_path, one="entities: [")
    assert reloading.current() is second
    folder(tmp_path, one=GOOD, two=GOOD)
    assert reloading.current() is second
    (tmp_path / "two.yaml").unlink()
    assert reloading.current().watchlist.version == first.watchlist.version
