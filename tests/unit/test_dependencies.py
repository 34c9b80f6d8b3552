"""What is imported is declared, and what is declared is used."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = {"pipeline", "producers", "consumers"}


def plain(name: str) -> str:
    return re.split(r"[\[<>=]", name)[0].lower().replace("_", "-")


@cache
def declared() -> frozenset[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return frozenset(plain(name) for name in project["project"]["dependencies"])


@cache
def imported() -> frozenset[str]:
    """Return the distributions whose packages the product imports."""
    names = {name for folder in OURS for path in (ROOT / folder).rglob("*.py") for name in _imports(path)}
    by_package = packages_distributions()
    return frozenset(plain(one) for name in names - set(sys.stdlib_module_names) - OURS for one in by_package[name])


def _imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "import_module":
            names |= {arg.value.split(".")[0] for arg in node.args[:1] if isinstance(arg, ast.Constant)}
    return names


def test_everything_imported_is_declared() -> None:
    assert imported() - declared() - {"pydantic-core"} == frozenset(), "pydantic brings its core in one fitting version"


def test_everything_declared_is_imported() -> None:
    # Imported by others: newspaper needs it to be installed, and says so only when it runs.
    needed_by_others = {"lxml-html-clean"}
    assert declared() - imported() - needed_by_others == frozenset()
