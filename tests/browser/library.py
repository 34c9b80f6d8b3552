"""Stories of invented organisations for the browser, a hostile one among them."""

from __future__ import annotations

from datetime import timedelta

from pipeline.events import Story
from tests.unit.index.making import NOW, event, mention, place, story

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"
TEXT = (
    "The council of Munich ended its contract with Nordwatch Systems.\n"
    "Nordwatch Systems sells licence plate readers. Clearlake, a civil liberties group, had sued."
)


def library() -> list[Story]:
    makers = [
        _found(TEXT, "Nordwatch Systems", "nordwatch", "vendor"),
        _found(TEXT, "Clearlake", "clearlake", "civil_society"),
    ]
    plain = [
        story(
            number,
            f"Council ends camera contract, part {number}",
            TEXT,
            mentions=makers,
            technologies=["alpr"],
            places=[place("Munich", "DE", "Bavaria", "Germany")],
            events=[event("contract_ended")],
            level="notable" if number % 5 == 0 else "routine",
            outlets=["Example Wire", "Daily Example"] if number % 2 else ["Example Wire"],
            published=NOW - timedelta(days=number),
        )
        for number in range(1, 46)
    ]
    arabic = story(60, "شركة تبيع برامج تجسس", "تبيع الشركة برامج تجسس.", language="ar")
    hostile = story(
        66, f"Hostile {HOSTILE}", HOSTILE, authors=[HOSTILE], outlets=[HOSTILE], mentions=[mention(HOSTILE)]
    )
    return [*plain, arabic, hostile]


def _found(text: str, name: str, entity: str, kind: str):  # type: ignore[no-untyped-def]
    start = text.index(name)
    found = mention(name, kind, entity_id=entity)
    return found.model_copy(update={"start": start, "end": start + len(name), "evidence": ("unambiguous name",)})
