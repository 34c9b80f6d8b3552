"""What is indexed of a story."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pipeline.index.document import document, millis, moment
from pipeline.index.fold import MAX_VALUE
from tests.unit.index.making import NOW, mention, story


def test_only_accepted_organisations_by_name_and_id() -> None:
    found = document(
        story(
            1,
            mentions=[
                mention("Éxample Group", "vendor", entity_id="example-group"),
                mention("Maybe Corp", "vendor", status="candidate"),
                mention("City Police", "agency"),
            ],
        )
    )
    assert dict(found.values["vendor"]) == {"example group": "Éxample Group", "example-group": "example-group"}
    assert set(found.values["org"]) == {"example group", "example-group", "city police", "city-police"}
    assert found.shown["vendor"] == ("Éxample Group",)
    assert found.shown["org"] == ("City Police", "Éxample Group")


def test_bylines_are_authors_and_nothing_else() -> None:
    found = document(story(1, authors=["By A. Writer"]))
    assert dict(found.values["author"]) == {"by a. writer": "By A. Writer"}
    assert found.values["org"] == {}
    assert all("writer" not in value for field, values in found.values.items() if field != "author" for value in values)


def test_copies_and_their_outlets() -> None:
    kept = story(1, outlets=["A", "B", "B"])
    found = document(kept)
    assert found.copies == 3
    assert found.shown["outlet"] == ("A", "B")
    assert "https://copy1.example/1" in found.values["url"]
    revised = kept.model_copy(
        update={"members": (*kept.members, kept.members[0].model_copy(update={"role": "revision"}))}
    )
    assert document(revised).copies == 3


def test_times_are_rounded_down_to_milliseconds() -> None:
    time = datetime(2024, 5, 1, 12, 0, 0, 999_999, tzinfo=UTC)
    assert moment(millis(time)) == time.replace(microsecond=999_000)
    before = datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    assert millis(before) == -1


def test_order_follows_time_then_chance_and_stands_in_for_a_missing_date() -> None:
    early, late = story(1, published=NOW), story(2, published=NOW + timedelta(milliseconds=1))
    assert document(early).order < document(late).order
    assert document(story(3, published=None, seen=NOW)).order >> 20 == document(early).order >> 20
    for year in (1, 9999):
        assert abs(document(story(1, published=NOW.replace(year=year))).order) < 2**63


def test_long_values_are_cut_alike() -> None:
    found = document(story(1, authors=["x" * 5000]))
    assert [len(value) for value in found.values["author"]] == [MAX_VALUE]
