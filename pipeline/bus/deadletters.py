"""Dead letters: list them, show one, send them back to the hop they died in.

A dead letter stays where it is for ever. Sending it back adds a note to the dead-letter topic (header `replayed`),
which takes it off the list. The message is published before the note: an interruption may replay it twice, but never
lose it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.events.errors import ConfigError

from .envelope import (
    ATTEMPT,
    ATTEMPTS,
    DEAD_AT,
    ERROR,
    ERROR_CLASS,
    FIRST_FAILED,
    HOP,
    NOT_BEFORE,
    ORIGIN_OFFSET,
    ORIGIN_PARTITION,
    ORIGIN_TOPIC,
    REASON,
    REPLAYED,
    REPLAYED_FROM,
)
from .port import Bus, Message, Record
from .topics import DEAD, RETRY, base

_TOLD_BY_THE_LETTER = {ATTEMPTS, DEAD_AT, ERROR, ERROR_CLASS, FIRST_FAILED, REASON}


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that its hop gave up. `id` is `<live topic>:<partition>:<offset>` of the letter itself."""

    id: str
    hop: str
    reason: str
    error: str
    attempts: int
    first_failed_at: str
    dead_at: str
    origin: str
    message: Message


def list_dead(bus: Bus, topics: Iterable[str]) -> list[DeadLetter]:
    """Return the open dead letters beside these topics, oldest first; topics that have none are passed over."""
    known = bus.topics()
    wanted = [name for name in dict.fromkeys(base(topic) + DEAD for topic in topics) if name in known]
    letters = [letter for name in wanted for letter in _open(bus, name)]
    return sorted(letters, key=lambda letter: (letter.message.timestamp, letter.id))


def find_dead(bus: Bus, letter_id: str) -> DeadLetter:
    """Return an open dead letter. Raises ConfigError when there is none of this id."""
    return _find(bus, [letter_id])[0]


def replay(bus: Bus, letters: Sequence[str] | None, topics: Iterable[str] = (), *, now: datetime | None = None) -> int:
    """Send dead letters back to their hops and return how many: those with these ids, or all beside `topics` for None.

    They are tried afresh, with all their attempts. Raises ConfigError for an id that is not open, before any is sent.
    """
    chosen = list_dead(bus, topics) if letters is None else _find(bus, list(dict.fromkeys(letters)))
    moment = now or datetime.now(UTC)
    bus.publish([_revived(letter, moment) for letter in chosen])
    bus.publish([_note(letter, moment) for letter in chosen])
    return len(chosen)


def _open(bus: Bus, topic: str) -> Iterator[DeadLetter]:
    messages = list(bus.read(topic))
    replayed = {message.headers[REPLAYED] for message in messages if REPLAYED in message.headers}
    for message in messages:
        if REPLAYED not in message.headers and _id(message) not in replayed:
            yield _letter(message)


def _find(bus: Bus, wanted: Sequence[str]) -> list[DeadLetter]:
    topics = dict.fromkeys(text.rsplit(":", 2)[0] for text in wanted)
    letters = {letter.id: letter for letter in list_dead(bus, topics)}
    for letter_id in wanted:
        if letter_id not in letters:
            raise ConfigError(
                f"no open dead letter {letter_id!r}", hint="`undersight dead-letters list` shows what there is"
            )
    return [letters[letter_id] for letter_id in wanted]


def _id(message: Message) -> str:
    return f"{base(message.slot.topic)}:{message.slot.partition}:{message.offset}"


def _letter(message: Message) -> DeadLetter:
    headers = message.headers
    attempts = headers.get(ATTEMPTS, "")
    origin = (headers.get(name, "?") for name in (ORIGIN_TOPIC, ORIGIN_PARTITION, ORIGIN_OFFSET))
    return DeadLetter(
        id=_id(message),
        hop=headers.get(HOP, "?"),
        reason=headers.get(REASON, ""),
        error=headers.get(ERROR_CLASS, ""),
        attempts=int(attempts) if attempts.isdigit() else 0,
        first_failed_at=headers.get(FIRST_FAILED, ""),
        dead_at=headers.get(DEAD_AT, ""),
        origin=":".join(origin),
        message=message,
    )


def _revived(letter: DeadLetter, now: datetime) -> Record:
    message = letter.message
    headers = {name: text for name, text in message.headers.items() if name not in _TOLD_BY_THE_LETTER}
    headers |= {ATTEMPT: "0", NOT_BEFORE: str(int(now.timestamp() * 1000)), REPLAYED_FROM: letter.id}
    return Record(base(message.slot.topic) + RETRY, message.key, message.value, headers)


def _note(letter: DeadLetter, now: datetime) -> Record:
    """Return the note that a letter was replayed. It has the letter's key, but nothing depends on their order."""
    headers = {REPLAYED: letter.id, DEAD_AT: now.isoformat()}
    return Record(letter.message.slot.topic, letter.message.key, b"", headers)
