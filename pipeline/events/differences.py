"""What a new wording of an article changed, as it travels with the story."""

from __future__ import annotations

from pydantic import AwareDatetime

from .base import Part


class Change(Part):
    """Sentences that took the place of others; one of the two is empty where text was only added or only removed."""

    removed: str = ""
    added: str = ""


class Difference(Part):
    """What one article said before and after an edit. `before` and `after` are headlines, empty where it stayed.

    `changes` are those of the text, in its order, cut to a bounded size; `removed_words` and `added_words` count them
    all, and `left_out` is the number of changes that are not shown.
    """

    article_id: str
    previous: str
    revision: str
    at: AwareDatetime
    before: str = ""
    after: str = ""
    changes: tuple[Change, ...] = ()
    removed_words: int = 0
    added_words: int = 0
    left_out: int = 0
