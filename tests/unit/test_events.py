"""The nouns: ids from content, a strict codec, and no place for a person."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.events import (
    NOUNS,
    SCHEMA,
    EntityKind,
    EntryState,
    FeedEntry,
    MalformedEvent,
    decode,
    decode_as,
    encode,
    ids,
)

NOW = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)
ENTRY = FeedEntry(
    entry_id="ent-1",
    feed_id="f",
    outlet="The Civic Lantern",
    url="http://a.example/1",
    guid="1",
    title="Título",
    seen=NOW,
)
TEXT = st.text(max_size=30)


@given(st.lists(TEXT, max_size=4), st.lists(TEXT, max_size=4))
@settings(deadline=None)
def test_only_equal_parts_share_a_digest(one: list[str], other: list[str]) -> None:
    assert (ids.digest(*one) == ids.digest(*other)) == (one == other)


def test_an_edited_entry_has_a_new_id_and_the_same_entry_keeps_its_own() -> None:
    assert ids.entry_id("f", "1", "a") == ids.entry_id("f", "1", "a")
    assert ids.entry_id("f", "1", "a") != ids.entry_id("f", "1", "b")


def test_trace_ids_are_valid_w3c_trace_ids() -> None:
    trace = ids.trace_id("ent-1")
    assert len(trace) == 32
    assert int(trace, 16) != 0


@given(title=TEXT, summary=TEXT, url=TEXT)
@settings(deadline=None)
def test_what_is_encoded_is_decoded(title: str, summary: str, url: str) -> None:
    entry = ENTRY.model_copy(update={"title": title, "summary": summary, "url": url})
    assert decode_as(FeedEntry, encode(entry), {SCHEMA: FeedEntry.schema_name}) == entry


def test_fields_added_later_are_ignored() -> None:
    value = encode(ENTRY)[:-1] + b',"added_in_2027":1}'
    assert decode(value, {SCHEMA: "feed-entry.v1"}) == ENTRY


@pytest.mark.parametrize(
    ("value", "schema", "says"),
    [
        (b"{}", "feed-entry.v1", "entry_id: Field required"),
        (b"not json", "feed-entry.v1", "Invalid JSON"),
        (encode(ENTRY), "feed-entry.v99", "unknown schema 'feed-entry.v99'"),
        (encode(ENTRY), "", "unknown schema"),
        (
            encode(ENTRY).replace(b'"title":"T', b'"title":7,"x":"T'),
            "feed-entry.v1",
            "title: Input should be a valid string",
        ),
    ],
)
def test_what_cannot_be_read_is_malformed_and_says_why(value: bytes, schema: str, says: str) -> None:
    with pytest.raises(MalformedEvent, match=says):
        decode(value, {SCHEMA: schema})


def test_another_noun_than_expected_is_malformed() -> None:
    with pytest.raises(MalformedEvent, match=r"expected entry-state\.v1, found feed-entry\.v1"):
        decode_as(EntryState, encode(ENTRY), {SCHEMA: FeedEntry.schema_name})


def test_every_noun_has_its_own_schema_name() -> None:
    assert len({noun.schema_name for noun in NOUNS}) == len(NOUNS)


def test_entities_are_organisations_and_no_noun_has_a_place_for_a_person() -> None:
    assert set(EntityKind.__args__) == {"vendor", "platform", "agency", "civil_society"}  # type: ignore[attr-defined]
    fields = {name for noun in NOUNS for name in noun.model_fields}
    assert not [name for name in fields if "person" in name or "people" in name]
