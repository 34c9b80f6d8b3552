from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.events import ConfigError
from pipeline.settings.yamlfile import load_yaml
from pipeline.watchlist.edit import added, item, replace_file
from pipeline.watchlist.model import Entity, WatchlistFile

FILE = """\
# about this file
entities:
  - id: alpha  # the first
    kind: vendor
    name: Alphatron
    context: [
      camera, plate,
      street
    ]

  # a remark at the end
"""
NEW = Entity.model_validate({"id": "beta", "kind": "vendor", "name": "Beta: One", "aliases": ["Yes", {"name": "B1"}]})
WORD = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)
TEXT = st.lists(WORD, min_size=1, max_size=4).map(" ".join)


def test_comments_and_layout_stay(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(FILE, encoding="utf-8")
    text = added(tmp_path, "one.yaml", [NEW])
    new = '  - id: beta\n    kind: vendor\n    name: "Beta: One"\n    aliases: ["Yes", B1]\n'
    assert text == FILE.replace("    ]\n\n", "    ]\n" + new + "\n")
    assert (tmp_path / "one.yaml").read_text(encoding="utf-8") == FILE


@pytest.mark.parametrize(
    "start",
    ["", "entities:\n", "entities: []\n", "# only a remark\n", "entities:\n- {id: a, kind: vendor, name: Aaaa}", None],
)
def test_any_file_can_be_added_to(tmp_path: Path, start: str | None) -> None:
    path = tmp_path / "one.yaml"
    if start is not None:
        path.write_text(start, encoding="utf-8")
    text = added(tmp_path, "one.yaml", [NEW])
    replace_file(path, text)
    assert load_yaml(path, WatchlistFile).entities[-1] == NEW
    assert "remark" not in (start or "") or "# only a remark" in text
    assert sorted(found.name for found in tmp_path.iterdir()) == ["one.yaml"]


def test_what_would_be_an_error_is_refused_and_told_of_the_real_file(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(FILE, encoding="utf-8")
    with pytest.raises(ConfigError, match="is also a name of 'alpha'") as error:
        added(tmp_path, "one.yaml", [NEW.model_copy(update={"name": "alphatron"})])
    assert f"{path}:" in str(error.value)
    path.write_text("entities: [{id: a, kind: vendor, name: Aaaa}]", encoding="utf-8")
    with pytest.raises(ConfigError, match="the list is in brackets"):
        added(tmp_path, "one.yaml", [NEW])


def test_a_file_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be written"):
        replace_file(tmp_path / "absent" / "one.yaml", "entities: []")


@settings(deadline=None, max_examples=150)
@given(
    st.builds(
        lambda name, aliases, context, country, flag: {
            "id": "x",
            "kind": "agency",
            "name": name,
            "ambiguous": flag,
            "aliases": [{"name": alias, "case": "exact"} if flag else alias for alias in aliases],
            "context": context,
            "country": country,
        },
        TEXT,
        st.lists(TEXT, max_size=12),
        st.lists(TEXT, max_size=12),
        st.lists(st.sampled_from(["US", "NO", "EU"]), max_size=2),
        st.booleans(),
    )
)
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, facts: dict[str, object]) -> None:
    entity = Entity.model_validate(facts)
    path = tmp_path_factory.mktemp("round") / "one.yaml"
    path.write_text("entities:\n" + item(entity), encoding="utf-8")
    assert load_yaml(path, WatchlistFile).entities == (entity,)
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["entities"][0]["name"] == entity.name
