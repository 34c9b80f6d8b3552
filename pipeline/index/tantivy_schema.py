"""The embedded index's fields, and stories as its documents. Other modules name fields through these functions."""

from __future__ import annotations

from functools import cache
from typing import Final

import tantivy

from pipeline.index.document import FACETS, KEYWORD_FIELDS, Document

VERSION: Final = 2
"""Raised whenever fields or analysis change: an index built by another version is built anew from the store."""

NUMBERS: Final = ("copies", "words", "published", "seen", "order")


@cache
def schema() -> tantivy.Schema:
    """Return the schema: terms with positions, distinct words without, folded values, shown values, numbers."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("ordinal", fast=True)
    for name in ("title", "text"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
        builder.add_text_field(words_field(name), tokenizer_name="whitespace", index_option="basic")
    for keyword in KEYWORD_FIELDS:
        builder.add_text_field(value_field(keyword), tokenizer_name="raw", index_option="basic")
    for facet in FACETS:
        builder.add_text_field(shown_field(facet), tokenizer_name="raw", index_option="basic", fast=True)
    for number in NUMBERS:
        builder.add_integer_field(number, indexed=True, fast=True)
    return builder.build()


def words_field(name: str) -> str:
    """Name the field of distinct folded words, for prefixes."""
    return f"{name}_words"


def value_field(name: str) -> str:
    """Name the field of folded values."""
    return f"{name}_value"


def shown_field(name: str) -> str:
    """Name the field of values as shown, for facets."""
    return f"{name}_shown"


def tantivy_document(found: Document, ordinal: int = 0) -> tantivy.Document:
    """Return a document as tantivy takes it. `ordinal` is the caller's own number for it."""
    made = tantivy.Document()
    made.add_text("id", found.story_id)
    made.add_unsigned("ordinal", ordinal)
    for name, text in (("title", found.title), ("text", found.text)):
        made.add_text(name, text.term_text)
        made.add_text(words_field(name), text.word_text)
    for keyword, values in found.values.items():
        for value in values:
            made.add_text(value_field(keyword), value)
    for facet, shown in found.shown.items():
        for value in shown:
            made.add_text(shown_field(facet), value)
    _add_numbers(made, found)
    return made


def _add_numbers(made: tantivy.Document, found: Document) -> None:
    for number in NUMBERS:
        value: int | None = getattr(found, number)
        if value is not None:
            made.add_integer(number, value)
