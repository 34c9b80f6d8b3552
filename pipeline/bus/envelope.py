"""Retry messages and dead letters: the message as it was, and headers that tell its story (pure).

origin-topic, origin-partition, origin-offset   where it failed first
hop            the hop it failed in: on a shared retry topic the other hops pass it over
attempt        tries so far (retry messages)          attempts   tries it had (dead letters)
not-before     when it is due, in milliseconds since the epoch
first-failed-at, dead-at                              ISO 8601, UTC
error, error-class, reason                            what went wrong
replayed-from, replayed                               see `deadletters`
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from .port import Message, Record
from .topics import DEAD, RETRY, base

HOP: Final = "hop"
ATTEMPT: Final = "attempt"
ATTEMPTS: Final = "attempts"
NOT_BEFORE: Final = "not-before"
ORIGIN_TOPIC: Final = "origin-topic"
ORIGIN_PARTITION: Final = "origin-partition"
ORIGIN_OFFSET: Final = "origin-offset"
FIRST_FAILED: Final = "first-failed-at"
DEAD_AT: Final = "dead-at"
ERROR: Final = "error"
ERROR_CLASS: Final = "error-class"
REASON: Final = "reason"
REPLAYED_FROM: Final = "replayed-from"
REPLAYED: Final = "replayed"

_LONGEST_ERROR: Final = 500


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a message could not be dealt with. `kind` is the verdict or the class of the exception."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Work:
    """A message with its history: how often it failed, and when first (ISO 8601; empty if never)."""

    message: Message
    tries: int = 0
    first_failed: str = ""

    def failed(self, now: datetime) -> Work:
        """Return the work with one more failure."""
        return replace(self, tries=self.tries + 1, first_failed=self.first_failed or now.isoformat())


def unwrap(message: Message) -> Work:
    """Return a delivered message with the history that its headers tell."""
    return Work(message, _number(message, ATTEMPT), message.headers.get(FIRST_FAILED, ""))


def is_for(hop: str, message: Message) -> bool:
    """Return whether a message is for a hop: retry messages of other hops and notes about replays are not."""
    return message.headers.get(HOP, hop) == hop or not message.slot.topic.endswith(RETRY)


def due_ms(message: Message) -> int:
    """Return when a message is due, in milliseconds since the epoch; 0 for at once."""
    return _number(message, NOT_BEFORE)


def retry_record(work: Work, hop: str, failure: Failure, not_before_ms: int) -> Record:
    """Return the record that carries a message onto the retry topic beside its live topic."""
    message = work.message
    headers = {**message.headers, **_story(work, hop, failure)}
    headers |= {ATTEMPT: str(work.tries), NOT_BEFORE: str(not_before_ms)}
    return Record(base(message.slot.topic) + RETRY, message.key, message.value, headers)


def parked_record(message: Message) -> Record:
    """Return a retry message as it is, for the end of its topic."""
    return Record(message.slot.topic, message.key, message.value, message.headers)


def dead_record(work: Work, hop: str, failure: Failure, now: datetime) -> Record:
    """Return the dead letter of a message."""
    message = work.message
    kept = {name: text for name, text in message.headers.items() if name not in {ATTEMPT, NOT_BEFORE}}
    headers = {**kept, **_story(work, hop, failure)}
    headers |= {ATTEMPTS: str(work.tries), REASON: _clipped(failure.text), DEAD_AT: now.isoformat()}
    return Record(base(message.slot.topic) + DEAD, message.key, message.value, headers)


def _story(work: Work, hop: str, failure: Failure) -> dict[str, str]:
    headers, slot = work.message.headers, work.message.slot
    return {
        HOP: hop,
        ORIGIN_TOPIC: headers.get(ORIGIN_TOPIC, slot.topic),
        ORIGIN_PARTITION: headers.get(ORIGIN_PARTITION, str(slot.partition)),
        ORIGIN_OFFSET: headers.get(ORIGIN_OFFSET, str(work.message.offset)),
        FIRST_FAILED: work.first_failed,
        ERROR: _clipped(failure.text),
        ERROR_CLASS: failure.kind,
    }


def _clipped(text: str) -> str:
    """Return an error's text as a header may carry it: not too long, and with nothing that UTF-8 cannot say."""
    return text[:_LONGEST_ERROR].encode("utf-8", "replace").decode()


def _number(message: Message, name: str) -> int:
    text = message.headers.get(name, "0")
    return int(text) if text.isascii() and text.isdigit() else 0
