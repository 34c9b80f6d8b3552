"""YAML files with line numbers: every mistake is one clear line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from pipeline.events.errors import ConfigError
from pipeline.settings.yamlfile import load_yaml, read_yaml


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Mail(Strict):
    kind: Literal["mail"]
    to: str


class Hook(Strict):
    kind: Literal["hook"]
    url: str
    secret: str | None = None


class Item(Strict):
    id: str
    url: str = ""
    language: str | None = None
    hours: tuple[str, ...] = ()
    count: int = 0


class File(Strict):
    items: tuple[Item, ...] = ()
    channels: dict[str, Annotated[Mail | Hook, Field(discriminator="kind")]] = Field(default_factory=dict)


def load(tmp_path: Path, text: str | bytes) -> File:
    path = tmp_path / "items.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_yaml(path, File)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("items:\n- id: a\n  ulr: x\n", "items.yaml:3: unknown key 'ulr'; did you mean 'url'?"),
        ("item: []\n", "items.yaml:1: unknown key 'item'; did you mean 'items'?"),
        ("items:\n- id: a\n  qqqq: x\n", "unknown key 'qqqq'; known: count, hours, id, language, url"),
        ("items:\n- url: a\n", "items.yaml:2: key 'id' is missing"),
        ("items:\n- id: a\n  count: many\n", "items.yaml:3: items.count: should be a whole number"),
        ("items:\n- id: a\n  count: many\n", "found 'many'"),
        ("items:\n- id: a\n\n\n  id: b\n", "items.yaml:5: key 'id' is given twice; first on line 2"),
        ("items:\n- id: 'a\n", "not valid YAML"),
        ("items:\n- id: a\n url: b\n", "items.yaml:3: not valid YAML"),
        ("- a\n- b\n", "items.yaml:1: "),
        ("items: 5\n", "items.yaml:1: items: "),
        (
            "channels:\n  ops:\n    kind: hook\n    url: x\n    secrt: y\n",
            "items.yaml:5: unknown key 'secrt'; did you mean 'secret'?",
        ),
        ("channels:\n  ops:\n    kind: hok\n", "items.yaml:2: "),
        ("items:\n- id: a\n  x: 1\n- id: b\n  y: 2\n", "(and 1 more problem)"),
        ("a: 1\n---\nb: 2\n", "not valid YAML"),
        ("a: !!python/object/apply:os.system [ls]\n", "not valid YAML"),
        (b"items: \xff\xfe\xfa", "not UTF-8"),
        ("items: \x00", "not valid YAML"),
    ],
)
def test_mistakes_name_the_line_and_say_what_to_do(tmp_path: Path, text: str | bytes, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml: no such file"):
        load_yaml(tmp_path / "nowhere.yaml", File)
    with pytest.raises(ConfigError, match="is a folder"):
        load_yaml(tmp_path, File)


def test_empty_file_takes_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path, "# nothing yet\n") == File()


def test_scalars_follow_yaml_1_2(tmp_path: Path) -> None:
    text = "items:\n- id: 2024-01-05\n  language: no\n  hours: [22:00, on, y]\n  count: 12\n"
    assert load(tmp_path, text).items == (Item(id="2024-01-05", language="no", hours=("22:00", "on", "y"), count=12),)


@pytest.mark.parametrize("text", ["[" * 60_000, "- " * 200_000])
def test_nesting_without_end_is_one_clear_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"items\.yaml.*not valid YAML"):
        load(tmp_path, text)


def test_merge_keys_and_byte_order_mark(tmp_path: Path) -> None:
    text = "\ufeffitems:\n- &a {id: a, url: u}\n- {<<: *a, id: b}\n"
    assert [(i.id, i.url) for i in load(tmp_path, text).items] == [("a", "u"), ("b", "u")]


def test_lines_of_parts(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a:\n  - p\n  - q: 1\n    r: 2\n")
    document = read_yaml(path)
    assert [document.line(), document.line("a", 0), document.line("a", 1, "r"), document.line("a", 9)] == [1, 2, 4, 1]


@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*!|>'\"#% \n\t01,?"), max_size=60))
@settings(deadline=None)
def test_any_text_gives_a_document_or_one_clear_line(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(text)
    message = complaint(path)
    assert message is None or ("any.yaml" in message and "\n" not in message)


def complaint(path: Path) -> str | None:
    try:
        load_yaml(path, File)
    except ConfigError as error:
        return str(error)
    return None
