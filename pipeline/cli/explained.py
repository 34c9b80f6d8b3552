"""Tagged articles as a person reads them: the text with its mentions marked, and why each one was made or refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from .output import console, line, on_terminal

if TYPE_CHECKING:
    from rich.text import Text

    from pipeline.stories.level import Rated
    from pipeline.watchlist.trial import Rejected, Trial

_STYLES: Final = {
    "vendor": "bold red",
    "platform": "bold blue",
    "agency": "bold magenta",
    "civil_society": "bold green",
}
_UNSURE: Final = "underline dim"
_SAID: Final = 12


def show_trial(trial: Trial, rating: Rated | None = None) -> None:
    """Print a trial: on a terminal with the text and its mentions in colour, else as plain lines."""
    from pipeline.watchlist.explain import explain

    if on_terminal():
        console().print(marked(trial, "title"))
        console().print(marked(trial, "text"))
        line()
    line(explain(trial.tagged, with_title=not on_terminal()))
    if rating is not None:
        line(f"  level: {rating.level} ({'; '.join(rating.reasons)})")
    for told in rejections(trial.rejected):
        line(told)


def marked(trial: Trial, field: str) -> Text:
    """Return a field of the article with the mentions in the colour of their kind."""
    from rich.text import Text

    article = trial.tagged.article
    text = Text(article.title if field == "title" else article.text, style="bold" if field == "title" else "")
    for mention in trial.tagged.mentions:
        if mention.field == field:
            style = _STYLES[mention.kind] if mention.status == "accepted" else _UNSURE
            text.stylize(style, mention.start, mention.end)
    return text


def rejections(rejected: Sequence[Rejected]) -> Iterator[str]:
    """Yield lines on names that did not count, those of one name and reason together."""
    groups: dict[tuple[str, str], list[Rejected]] = {}
    for one in rejected:
        groups.setdefault((one.entity_id, one.reason), []).append(one)
    if groups:
        yield "  not counted:"
    for (_, reason), ones in groups.items():
        first = ones[0]
        places = ", ".join(f"{one.field} {one.start}-{one.end}" for one in ones[:_SAID])
        more = f" and {len(ones) - _SAID} more" if len(ones) > _SAID else ""
        yield f"    '{first.surface}' ({first.name}) at {places}{more}: {reason}"
