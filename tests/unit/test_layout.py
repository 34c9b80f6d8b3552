"""The house style, as far as it can be counted: sizes, depth, circles, and the one picture of the flow."""

from __future__ import annotations

import ast
import inspect
import re
import statistics
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from pipeline import flow
from pipeline.events import NOUNS

ROOT = Path(__file__).parents[2]
FOLDERS = ("pipeline", "producers", "consumers")
OUR_CLASSES_MAY_INHERIT_ONCE = 1

MEDIAN_LINES = 8
MOST_LINES = 60
MOST_LONG = 0.01
MODULE_LINES = 300


@cache
def modules() -> tuple[Path, ...]:
    return tuple(path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions() -> Iterator[tuple[str, int]]:
    """Yield every function with the number of lines of its body, without its docstring."""
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", body_lines(node)


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body
    if ast.get_docstring(node) is not None:
        body = body[1:]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def classes() -> Iterator[tuple[str, str, list[str]]]:
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.name, bases


def test_functions_are_short() -> None:
    lengths = dict(functions())
    too_long = {place: lines for place, lines in lengths.items() if lines > MOST_LINES}
    assert too_long == {}
    assert statistics.median(lengths.values()) <= MEDIAN_LINES
    assert sum(lines > 50 for lines in lengths.values()) <= MOST_LONG * len(lengths)


def test_modules_are_small() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {path: lines for path, lines in lengths.items() if lines > MODULE_LINES} == {}


def test_classes_inherit_at_most_once_from_our_own() -> None:
    found = list(classes())
    bases = {name: parents for _, name, parents in found}
    # Frameworks that are used by inheriting, and the tree of errors, which is drawn at the top of its module.
    roots = {
        "Event",
        "Part",
        "Section",
        "UndersightError",
        "ConfigError",
        "Unavailable",
        "MalformedEvent",
        "Incompatible",
    }

    def depth(name: str) -> int:
        return max(
            (1 + depth(parent) for parent in bases.get(name, []) if parent in bases and parent not in roots), default=0
        )

    assert [place for place, name, _ in found if depth(name) > OUR_CLASSES_MAY_INHERIT_ONCE] == []


def test_every_hop_can_be_built_from_its_name() -> None:
    for hop in flow.HOPS:
        module, _, function = hop.build.partition(":")
        build = getattr(import_module(module), function)
        assert list(inspect.signature(build).parameters) == ["app"], hop.name


def test_hops_lie_where_their_kind_says() -> None:
    for hop in flow.HOPS:
        assert hop.build.startswith("producers." if hop.kind == "producer" else "consumers.")


def test_the_picture_in_the_readme_is_that_of_the_flow() -> None:
    picture = [line.strip() for line in (flow.__doc__ or "").splitlines() if "─►" in line]
    readme = [line.strip() for line in (ROOT / "README.md").read_text("utf-8").splitlines() if "─►" in line]
    assert readme == picture
    assert len(picture) == 3


def test_the_picture_shows_every_hop_and_every_topic_of_the_news() -> None:
    picture = flow.__doc__ or ""
    for hop in flow.HOPS:
        assert hop.build.split(":")[0].replace(".", "/") in picture
    for topic in ("entries", "articles", "tagged", "stories", "alerts"):
        assert f"─► {topic}" in picture


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_no_event_has_a_place_for_people_but_the_byline(noun: type) -> None:
    names = set(re.findall(r'"(\w+)"', str(noun.model_json_schema()).replace("'", '"')))  # type: ignore[attr-defined]
    assert names.isdisjoint({"person", "people", "persons", "individual", "individuals", "human", "suspect", "face"})


def test_no_module_speaks_of_its_own_making() -> None:
    words = re.compile(r"\b(this (change|commit|session|issue|pull request)|TODO|FIXME|XXX)\b", re.IGNORECASE)
    found = [str(path.relative_to(ROOT)) for path in modules() if words.search(path.read_text("utf-8"))]
    assert found == []


def test_config_holds_data_only() -> None:
    assert list((ROOT / "config").rglob("*.py")) == []
