"""What users rely on is in the docs, and what is generated is current."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.cli.reference import PARTS, fill
from pipeline.cli.table import COMMANDS, EXIT_CODES
from pipeline.events import NOUNS
from pipeline.flow import HOPS, TOPICS
from pipeline.observability.metrics import METRICS
from pipeline.settings.describe import describe

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(path.name for path in DOCS.glob("*.md"))
TEXTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]


def text(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_generated_parts_are_current(page: str) -> None:
    assert fill(text(page)) == text(page), "run `make docs`"


def test_every_generated_part_is_on_a_page() -> None:
    everything = "".join(text(page) for page in PAGES)
    assert [name for name in PARTS if f"<!-- begin: {name} -->" not in everything] == []


def test_every_setting_is_documented() -> None:
    page = text("settings.md")
    assert [setting.key for setting in describe() if f"| `{setting.key}` |" not in page] == []


def test_every_command_and_exit_code_is_documented() -> None:
    page = text("commands.md")
    assert [command.name for command in COMMANDS if f"### `undersight {command.name}`" not in page] == []
    assert [code for code in EXIT_CODES if f"| {code} |" not in page] == []


def test_every_topic_is_documented() -> None:
    page = text("topics.md")
    assert [topic.name for topic in TOPICS if f"| `undersight.{topic.name}.v1` |" not in page] == []


def test_every_metric_is_documented() -> None:
    page = text("metrics.md")
    assert [metric.name for metric in METRICS if f"| `{metric.name}` |" not in page] == []


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_every_field_of_an_event_is_documented(noun: type) -> None:
    name = noun.schema_name  # type: ignore[attr-defined]
    section = re.search(rf"^### {re.escape(name)}\n(.*?)(?=^##)", text("topics.md"), re.DOTALL | re.MULTILINE)
    assert section is not None, f"docs/topics.md has no section on {name}"
    told = set(re.findall(r"`(\w+)`", section[1]))
    assert [field for field in noun.model_fields if field not in told] == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("part", ["Mention", "Member", "Cause", "Quality", "Relevance"])
def test_every_field_inside_an_event_is_documented(part: str) -> None:
    from pipeline.events import nouns

    told = set(re.findall(r"`(\w+)`", text("topics.md")))
    assert [field for field in getattr(nouns, part).model_fields if field not in told] == []


def test_every_state_that_a_hop_writes_is_documented() -> None:
    page = text("topics.md")
    known = set(re.findall(r"^\| (?:\w+) \| `(\w+)` \|", page, re.MULTILINE))
    written = {
        state
        for path in [*(ROOT / "consumers").glob("*.py"), *(ROOT / "producers").glob("*.py")]
        for state in re.findall(r"\bstate=\"(\w+)\"", path.read_text(encoding="utf-8"))
    }
    assert written - known - {"sent", "failed", "suppressed"} == set()
    assert {"polled", "extracted", "irrelevant", "indexed", "copy", "dead"} <= known


def test_every_hop_is_named_in_the_docs_of_operations_or_metrics() -> None:
    page = text("metrics.md")
    assert [hop.name for hop in HOPS if f"`{hop.name}`" not in page] == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for path in TEXTS:
        named = set(re.findall(r"(?:`|^)make ([a-z-]+)", path.read_text(encoding="utf-8"), re.MULTILINE))
        assert named <= targets, path.name


def test_every_command_that_the_docs_name_exists() -> None:
    names = {command.name for command in COMMANDS}
    firsts = {name.split()[0] for name in names}
    for path in TEXTS:
        for line in re.findall(r"undersight ([a-z][a-z-]+(?: [a-z][a-z-]*)?)", path.read_text(encoding="utf-8")):
            first = line.split()[0]
            if first in firsts and first not in names:
                assert line in names, f"{path.name}: undersight {line}"
