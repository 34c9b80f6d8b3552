"""The articles of the quality set and the truth of their pages: read from YAML, written before any extractor saw them.

A body is written one block a line: `## ` a subhead, `> ` a quote, `- ` and `1. ` list items, `| a | b |` a table row.
Four kinds belong to the page and not, or not surely, to the text: `! ` a caption, `^ ` a box about something else
(neither is in the truth), `@ ` an embedded post and `~ ` a time of day in a live blog (both may be taken or left).
Inside a line `**bold**`, `*stress*` and `[text](address)` stand for their markup.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import groupby
from urllib.parse import urlsplit

import yaml
from markupsafe import Markup, escape

from tests.quality.page_bulk import DATA, format_day

KINDS = {"## ": "subhead", "> ": "quote", "- ": "list", "1. ": "ordered", "| ": "table"}
KINDS |= {"! ": "caption", "^ ": "aside", "@ ": "post", "~ ": "time"}
OPTIONAL = {"table", "post", "time"}
NOT_BODY = {"caption", "aside"}
FACTS = re.compile(r"\{#- facts: (.*?) -?#\}")


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of an article: `lines` holds one text, or one text for each item or row."""

    kind: str
    lines: tuple[str, ...]

    @property
    def html(self) -> Markup:
        return inline(self.lines[0])

    @property
    def text(self) -> str:
        return "\n".join(cells(line) if self.kind == "table" else plain(line) for line in self.lines)

    def out(self, p: str = "", tag: str = "p", head: str = "h2", quote: str = "") -> Markup:
        """Return the usual markup: `p` the class of a paragraph, `tag` its element, `head` that of a subhead."""
        css = f' class="{p}"' if p else ""
        if self.kind == "subhead":
            return Markup(f"<{head}>{self.html}</{head}>\n")
        if self.kind == "quote":
            return Markup(f'<blockquote class="{quote}"><p>{self.html}</p></blockquote>\n')
        if self.kind in {"list", "ordered"}:
            name = "ul" if self.kind == "list" else "ol"
            return Markup(f"<{name}>{''.join(f'<li>{inline(line)}</li>' for line in self.lines)}</{name}>\n")
        if self.kind == "table":
            return Markup(f"<table><tbody>{''.join(map(row, self.lines))}</tbody></table>\n")
        return Markup(f"<{tag}{css}>{self.html}</{tag}>\n")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the set: what it says and how it is dressed."""

    id: str
    template: str
    language: str
    url: str
    title: str
    outlet: str
    published: datetime
    body: tuple[Block, ...]
    source: str
    authors: tuple[str, ...] = ()
    encoding: str = "utf-8"
    label: str | None = None
    header: str | None = None
    asked: str = ""
    standfirst: str = ""
    correction: str = ""
    footnotes: tuple[str, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)  # what only some templates print
    state: str = "article"

    @property
    def lead(self) -> str:
        return plain(next(block for block in self.body if block.kind == "p").lines[0])[:160]

    @property
    def day(self) -> str:
        return format_day(self.published, self.language)

    @property
    def paragraphs(self) -> list[str]:
        return [block.text for block in self.body if block.kind == "p"]

    @property
    def truth(self) -> tuple[tuple[str, bool], ...]:
        """Return the pieces of the body in reading order, each with whether it may be left out."""
        found = [(block.text, block.kind in OPTIONAL) for block in self.body if block.kind not in NOT_BODY]
        before = [(plain(self.standfirst), True)] if self.standfirst else []
        after = [(plain(self.correction), True)] if self.correction else []
        return (*before, *found, *after, *((plain(note), True) for note in self.footnotes))

    @property
    def site(self) -> str:
        return ".".join((urlsplit(self.url).hostname or "").split(".")[-2:])

    @property
    def facts(self) -> dict[str, str]:
        """Return what the template leaves out: `date` is minute, day or none; `authors` yes or no."""
        text = (DATA / "templates" / f"{self.template}.html").read_text(encoding="utf-8")
        found = FACTS.search(text)
        told = dict(pair.split("=") for pair in found[1].split()) if found else {}
        return {"date": "minute", "authors": "yes", **told}


@cache
def pages() -> tuple[Page, ...]:
    """Return the whole set."""
    files = sorted((DATA / "articles").glob("*.yaml"))
    return tuple(read(row) for path in files for row in yaml.safe_load(path.read_text(encoding="utf-8")))


def read(row: dict[str, object]) -> Page:
    """Return a page from what its file says."""
    values = dict(row)
    values["body"] = tuple(blocks(str(row["body"])))
    values["published"] = datetime.fromisoformat(str(row["published"]))
    values["authors"] = tuple(row.get("authors", ()))  # type: ignore[arg-type]
    values["footnotes"] = tuple(row.get("footnotes", ()))  # type: ignore[arg-type]
    values["extra"] = defaultdict(str, row.get("extra", {}))  # type: ignore[call-overload]
    return Page(**values)  # type: ignore[arg-type]


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a body; items that stand together are one list."""
    lines = [kind_of(line.strip()) for line in text.splitlines() if line.strip()]
    for kind, group in groupby(lines, key=lambda line: line[0]):
        texts = tuple(text for _, text in group)
        if kind in {"list", "ordered", "table"}:
            yield Block(kind, texts)
        else:
            yield from (Block(kind, (text,)) for text in texts)


def kind_of(line: str) -> tuple[str, str]:
    """Return the kind of a line and its text."""
    for sign, kind in KINDS.items():
        if line.startswith(sign):
            return kind, line.removeprefix(sign).strip()
    return "p", line


def plain(text: str) -> str:
    """Return a line as it is read."""
    return re.sub(r"\*+", "", re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text))


def cells(line: str) -> str:
    return " ".join(cell.strip() for cell in plain(line).strip("|").split("|"))


def row(line: str) -> str:
    return "<tr>" + "".join(f"<td>{inline(cell.strip())}</td>" for cell in line.strip("|").split("|")) + "</tr>"


def inline(text: str) -> Markup:
    """Return a line as HTML."""
    html = str(escape(text))
    html = re.sub(r"\[([^\]]+)\]\(([^)]*)\)", r'<a href="\2">\1</a>', html)
    html = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", html)
    return Markup(re.sub(r"\*([^*]+)\*", r"<em>\1</em>", html))
