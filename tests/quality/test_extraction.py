"""How well articles are read from pages in the style of real templates, in many languages and encodings.

The pages are made from `extraction/templates` and `extraction/articles`; their truth stands in the articles and was
written before any extractor saw them. The pinned numbers are floors. `python -m tests.quality.test_extraction` prints
every page and template with its losses, and libraries on their own beside the product.
"""

from __future__ import annotations

import sys
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache

import pytest
import yaml

from tests.quality.page_articles import Page, pages
from tests.quality.page_bulk import DATA
from tests.quality.page_readers import Reader, modes, product, readers
from tests.quality.page_render import render
from tests.quality.page_scores import Score, score, share, shingles, total

FLOORS = yaml.safe_load((DATA / "floors.yaml").read_text(encoding="utf-8"))
ARTICLES = tuple(page for page in pages() if page.state == "article")
SILENT = {  # what a library does not tell
    "trafilatura": ("minute", "language", "site"),
    "newspaper4k": ("site",),
    "Resiliparse": ("title", "close", "authors", "minute", "day", "language", "canonical", "site"),
}
OTHERS = tuple(page for page in pages() if page.state != "article")


@cache
def html(identity: str) -> bytes:
    return render(next(page for page in pages() if page.id == identity))


def measure(reader: Reader) -> tuple[Score, ...]:
    return tuple(score(page, reader(page, html(page.id))) for page in ARTICLES)


@pytest.fixture(scope="module", params=modes())
def measured(request: pytest.FixtureRequest) -> tuple[str, dict[str, float]]:
    reader = readers(libraries=False)[request.param]
    return request.param, total(measure(reader))


def test_floors(measured: tuple[str, dict[str, float]]) -> None:
    mode, means = measured
    assert {name: means[name] for name, floor in FLOORS[mode].items() if round(means[name], 4) < floor} == {}


def test_what_is_no_article_is_told_apart() -> None:
    mistaken = {page.id for page in OTHERS if product(page, html(page.id)).state != page.state}
    assert mistaken <= set(FLOORS["mistaken"])


def test_the_set_is_broad() -> None:
    words = [sum(shingles(text).total() for text, optional in page.truth if not optional) for page in ARTICLES]
    assert len(pages()) >= 60
    assert len({page.id for page in pages()}) == len(pages())
    assert len({page.template for page in ARTICLES}) >= 24
    assert len({page.language for page in pages()}) >= 14
    assert len({page.encoding for page in pages()}) >= 12
    assert sorted(words)[len(words) // 2] >= 200
    assert sum(len(html(page.id)) >= 30_000 for page in ARTICLES) >= 0.7 * len(ARTICLES)


@pytest.mark.parametrize("page", ARTICLES, ids=lambda page: page.id)
def test_a_page_holds_its_truth(page: Page) -> None:
    shown = " ".join(visible(html(page.id), page).split())
    lines = [line for text, optional in page.truth if not optional for line in text.splitlines()]
    assert [line for line in lines if " ".join(line.split()) not in shown] == []
    assert " ".join(page.title.split()) in shown


def test_pages_are_the_same_on_every_run() -> None:
    assert [page.id for page in pages() if render(page) != html(page.id)] == []


def visible(data: bytes, page: Page) -> str:
    import lxml.html

    return lxml.html.fromstring(data.decode(page.encoding)).text_content()


def rows(scores: Iterable[Score], key: Callable[[Page], str]) -> Iterable[tuple[str, list[Score]]]:
    groups: dict[str, list[Score]] = defaultdict(list)
    for one in scores:
        groups[key(one.page)].append(one)
    return sorted(groups.items(), key=lambda item: total(item[1])["f1"])


def losses(one: Score) -> str:
    """Return what went wrong with a page, in one line."""
    wrong = [f"{name} {said(one, name)}" for name, value in one.facts.items() if value is not None and float(value) < 1]
    if one.answer.state != "article":
        wrong.insert(0, f"taken for {one.answer.state}")
    if one.missing:
        wrong.append(f"{len(one.missing)} missing, first {one.missing[0][:50]!r}")
    return "; ".join(wrong)


def said(one: Score, name: str) -> str:
    told = {"minute": one.answer.published, "day": one.answer.published, "close": one.answer.title}
    return repr(str(told.get(name, getattr(one.answer, name, ""))))


def extra(one: Score) -> str:
    """Return the first line of the answer that stands nowhere in the truth."""
    truth = shingles("\n".join([text for text, _ in one.page.truth]))
    lines = [line for line in one.answer.text.splitlines() if line.strip()]
    strange = [line for line in lines if share(line, truth) < 0.25]
    return f"; {len(strange)} extra lines, first {strange[0][:60]!r}" if strange else ""


def table(name: str, scores: tuple[Score, ...]) -> None:
    print(f"\n## {name}\n" + line(total(scores)))
    print("\nby template")
    for template, group in rows(scores, lambda page: page.template):
        print(f"  {total(group)['f1']:.3f}  {template} ({len(group)})")
    print("\nby page")
    for one in sorted(scores, key=lambda one: one.f1):
        print(f"  {one.f1:.3f} P {one.precision:.2f} R {one.recall:.2f}  {one.page.id}: {losses(one)}{extra(one)}")


def line(means: dict[str, float], silent: Iterable[str] = ()) -> str:
    return "  ".join(f"{name} {value:.3f}" for name, value in means.items() if name not in silent)


def main() -> None:
    """Print the tables: the product's in full, those of the libraries as one line each (`all` prints all in full)."""
    warnings.simplefilter("ignore")
    measured = {name: measure(reader) for name, reader in readers(libraries=True).items()}
    for name, scores in measured.items():
        if name in modes() or "all" in sys.argv:
            table(name, scores)
    for page in OTHERS:
        print(f"  {page.id}: {product(page, html(page.id)).state} ({page.state})")
    print(f"\n## all, {len(ARTICLES)} articles of {len(pages())} pages")
    for name, scores in measured.items():
        print(f"{name:12} {line(total(scores), SILENT.get(name, ()))}")


if __name__ == "__main__":
    main()
