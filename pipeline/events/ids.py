"""Ids derived from content, so that doing a thing twice is harmless."""

from __future__ import annotations

from hashlib import sha256

from .wording import own_lines, plain


def digest(*parts: str) -> str:
    """Return 64 hex digits for a sequence of strings; no two different sequences share their input.

    Each part is preceded by its length, so ("ab", "c") and ("a", "bc") differ.
    """
    state = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        state.update(len(data).to_bytes(8, "big"))
        state.update(data)
    return state.hexdigest()


def entry_id(feed_id: str, guid: str, content: str) -> str:
    """Identify one version of one entry of one feed; an edited entry has a new id."""
    return "ent-" + digest(feed_id, guid, content)[:24]


def article_id(canonical_url: str) -> str:
    """Identify an article by its canonical URL, whichever feed or entry led to it."""
    return "art-" + digest(canonical_url)[:24]


def revision_id(title: str, text: str) -> str:
    """Identify one wording of an article: the same for printings that differ in nothing that is wording."""
    return digest(plain(title), plain(" ".join(own_lines(text))))[:16]


def line_key(line: str) -> str:
    """Return 16 hex digits that stand for a line, the same wherever it is worded alike."""
    return sha256(plain(line).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def story_id(founder_article_id: str) -> str:
    """Identify a story by the article that founded it; later copies and merges do not change it."""
    return "sto-" + digest(founder_article_id)[:24]


def alert_id(rule_id: str, story_id: str) -> str:
    """Identify the one alert that a rule may raise for a story."""
    return "alr-" + digest(rule_id, story_id)[:24]


def delivery_id(alert_id: str, channel_id: str) -> str:
    """Identify the one delivery of an alert through a channel; constant over retries."""
    return "dlv-" + digest(alert_id, channel_id)[:24]


def trace_id(entry_id: str) -> str:
    """Return the W3C trace id (32 hex digits) of everything that follows from an entry."""
    return digest("trace", entry_id)[:32]
