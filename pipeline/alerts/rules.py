"""When a story raises an alert, and what the alert says. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pipeline.events import Alert, Story
from pipeline.events.ids import alert_id

from .book import Rule

MOST: Final = 50
"""Organisations and matched words that an alert names; a message to a subscriber must stay small."""


def alert(rule: Rule, story: Story, why: Sequence[str], now: datetime) -> Alert:
    """Return the alert that a rule raises for a story.

    Its id depends on the rule and the story alone, so each later snapshot of the story that matches gives the same
    alert again, and delivery, which knows what was sent, passes over it.
    """
    article = story.lead.article
    return Alert(
        alert_id=alert_id(rule.id, story.story_id),
        rule_id=rule.id,
        rule_name=rule.name,
        query=rule.query,
        story_id=story.story_id,
        story_revision=story.revision,
        title=article.title,
        url=article.url,
        outlet=article.outlet,
        published=article.published,
        organisations=organisations(story),
        why=tuple(dict.fromkeys(why))[:MOST],
        channels=tuple(dict.fromkeys(rule.channels)),
        raised=now,
    )


def organisations(story: Story) -> tuple[str, ...]:
    """Return the names of the organisations that a story's leading article surely mentions, in order of mention."""
    names = (mention.name for mention in story.lead.mentions if mention.status == "accepted")
    return tuple(dict.fromkeys(names))[:MOST]
