"""Errors of the index, all of the product's one tree."""

from __future__ import annotations

from pipeline.events.errors import ConfigError, UndersightError


class QueryError(ConfigError):
    """A query cannot be understood or would cost too much.

    `position` counts code points from the start; `suggestion` is a nearest known name, or says how to write it.
    """

    def __init__(self, message: str, *, position: int = 0, suggestion: str = "") -> None:
        super().__init__(f"{message} at character {position + 1}", hint=suggestion)
        self.position = position
        self.suggestion = suggestion


class RejectedDocument(UndersightError):
    """The search engine will not take a document, and trying again will not help."""
