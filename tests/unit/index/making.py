"""Stories for the tests of the index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pipeline.events import (
    Article,
    Cause,
    EntryState,
    EventType,
    Level,
    Member,
    Mention,
    Place,
    Relevance,
    Story,
    StoryEvent,
    TaggedArticle,
)

NOW = datetime(2024, 5, 20, 12, 0, tzinfo=UTC)


def mention(name: str, kind: str = "vendor", *, status: str = "accepted", entity_id: str | None = None) -> Mention:
    return Mention(
        entity_id=entity_id or name.lower().replace(" ", "-"),
        kind=kind,
        name=name,
        surface=name,
        field="text",
        start=0,
        end=len(name),
        sentence=name,
        confidence=0.9,
        status=status,
        rule="name",
    )


def place(name: str, country: str, *within: str) -> Place:
    return Place(
        place_id=f"{country}-{name}",
        kind="city",
        name=name,
        country=country,
        within=within,
        latitude=48.1,
        longitude=11.5,
        surface=name,
        field="text",
        start=0,
        end=len(name),
        confidence=0.9,
    )


def event(kind: EventType, *, hedged: bool = False) -> StoryEvent:
    return StoryEvent(type=kind, roles=(), outlets=("Example Wire",), hedged=hedged, confidence=0.9, sentence="It did.")


def story(
    number: int = 1,
    title: str = "",
    text: str = "",
    *,
    revision: int = 1,
    language: str | None = "en",
    mentions: Sequence[Mention] = (),
    technologies: Sequence[str] = (),
    places: Sequence[Place] = (),
    events: Sequence[StoryEvent] = (),
    level: Level = "routine",
    outlets: Sequence[str] = ("Example Wire",),
    feed: str = "wire",
    authors: Sequence[str] = (),
    published: datetime | None = NOW,
    seen: datetime = NOW,
    role: str = "founder",
    entry: str | None = None,
) -> Story:
    url = f"https://news.example/{number}"
    article = Article(
        article_id=f"art-{number}",
        revision="r1",
        entry_id=entry or f"ent-{number}",
        feed_id=feed,
        outlet=outlets[0],
        url=url,
        canonical_url=url,
        site="news.example",
        title=title,
        text=text,
        authors=tuple(authors),
        published=published,
        seen=seen,
        language=language,
        words=len(text.split()),
    )
    members = tuple(
        Member(
            article_id=f"art-{number}-{place}",
            revision="r1",
            entry_id=entry or f"ent-{number}",
            feed_id=feed,
            outlet=outlet,
            url=url if not place else f"https://copy{place}.example/{number}",
            title=title,
            published=published,
            seen=seen + timedelta(minutes=place),
            role="copy" if place else "founder",
        )
        for place, outlet in enumerate(outlets)
    )
    return Story(
        story_id=f"sto-{number}",
        revision=revision,
        lead=TaggedArticle(
            article=article,
            mentions=tuple(mentions),
            technologies=tuple(technologies),
            places=tuple(places),
            relevance=Relevance(relevant=True),
            watchlist_version="w1",
        ),
        members=members,
        first_seen=seen,
        changed=seen,
        cause=Cause(
            article_id=f"art-{number}",
            revision="r1",
            entry_id=entry or f"ent-{number}",
            feed_id=feed,
            url=url,
            role=role,
        ),
        events=tuple(events),
        level=level,
    )


def state(entry: str, hop: str, name: str, *, final: bool = False, minute: int = 0, **more: str | None) -> EntryState:
    return EntryState(
        entry_id=entry,
        feed_id="wire",
        url=more.pop("url", None) or f"https://news.example/{entry}",
        hop=hop,
        state=name,
        final=final,
        at=NOW + timedelta(minutes=minute),
        **more,
    )
