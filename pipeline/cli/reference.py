"""Writes the generated parts of `docs/`: the tables of settings, commands, topics and metrics.

A part stands between `<!-- begin: NAME -->` and `<!-- end: NAME -->`; what is around it is written by hand.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import typer

from pipeline.flow import HOPS, TOPICS, topic_specs
from pipeline.observability.metrics import METRICS
from pipeline.settings.describe import describe, sections

from .program import load
from .table import COMMANDS, EXIT_CODES

FOLDER: Final = Path("docs")
WIDTH: Final = 100
_PART: Final = re.compile(r"(<!-- begin: ([a-z-]+) -->\n).*?(<!-- end: \2 -->)", re.DOTALL)


def fill(text: str) -> str:
    """Return a page with its generated parts written anew. Raises KeyError for a part that nobody makes."""
    return _PART.sub(lambda found: f"{found[1]}\n{PARTS[found[2]]()}\n{found[3]}", text)


def settings_tables() -> str:
    """Return a table of the settings for each section."""
    titles = {"": "Top level", **{name: f"`[{name}]`" for name in sections()}}
    blocks = [f"### {title}\n\n{_about(name)}{_settings(name)}" for name, title in titles.items() if _rows(name)]
    return "\n".join(blocks)


def commands_text() -> str:
    """Return the help of every command."""
    blocks = [f"### `undersight {command.name}`\n\n```text\n{_help(command.name)}\n```\n" for command in COMMANDS]
    return "\n".join(blocks)


def exit_codes_table() -> str:
    """Return the exit codes."""
    return _table(("code", "means"), [(str(code), text) for code, text in EXIT_CODES.items()])


def topics_table() -> str:
    """Return the topics with who writes and reads them."""
    rows = [
        (
            f"`undersight.{topic.name}.v1`",
            f"`{topic.noun.schema_name}`",
            topic.key_text,
            str(topic.partitions),
            f"{topic.retention.days} days" if topic.retention else "for ever",
            ", ".join(hop.name for hop in HOPS if topic.name in hop.writes),
            ", ".join(hop.name for hop in HOPS if topic.name in hop.reads),
            "yes" if topic.backfill else "",
        )
        for topic in TOPICS
    ]
    heads = ("topic", "event", "key", "partitions", "kept", "written by", "read by", "backfill lane")
    return _table(heads, rows) + f"\nWith the topics beside them there are {len(topic_specs())}.\n"


def metrics_table() -> str:
    """Return the metrics."""
    rows = [(f"`{m.name}`", m.kind, ", ".join(f"`{label}`" for label in m.labels), m.meaning) for m in METRICS]
    return _table(("metric", "kind", "labels", "meaning"), rows)


PARTS: Final[dict[str, Callable[[], str]]] = {
    "settings": settings_tables,
    "commands": commands_text,
    "exit-codes": exit_codes_table,
    "topics": topics_table,
    "metrics": metrics_table,
}


def _rows(section: str) -> list[tuple[str, ...]]:
    return [
        (f"`{setting.key}`", setting.type, f"`{setting.default}`" if setting.default else "", setting.description)
        for setting in describe()
        if setting.section == section
    ]


def _about(section: str) -> str:
    return f"{sections()[section]}\n\n" if section else ""


def _settings(section: str) -> str:
    return _table(("key", "type", "default", "meaning"), _rows(section))


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def _help(name: str) -> str:
    command = next(command for command in COMMANDS if command.name == name)
    single = typer.Typer(add_completion=False, rich_markup_mode=None)
    single.command()(load(command))
    built = typer.main.get_command(single)
    context = built.context_class(built, info_name=f"undersight {name}", terminal_width=WIDTH)
    return built.get_help(context).rstrip()


def main() -> None:
    """Write the pages anew and name those that changed."""
    for page in sorted(FOLDER.glob("*.md")):
        before = page.read_text(encoding="utf-8")
        after = fill(before)
        if after != before:
            page.write_text(after, encoding="utf-8")
            sys.stdout.write(f"{page}\n")


if __name__ == "__main__":
    main()
