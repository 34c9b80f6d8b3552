"""Delivers alerts to subscribers: Alert → Delivery for each channel.

Each delivery is recorded on `deliveries` as soon as it is made, and what is recorded is never sent again. Only a kill
between the sending and the record leads to a second sending, with the same delivery id: the log file drops it, and
receivers of webhooks and e-mail can (`webhook-id`, `Message-ID`).
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Final

from pipeline.alerts import WatchedBook
from pipeline.app import App
from pipeline.app.channels import open_channels
from pipeline.bus import Message
from pipeline.bus.verdicts import Done, Quarantine, Retry, Verdict
from pipeline.events import LANE, Alert, ConfigError, Delivery, MalformedEvent, decode_as
from pipeline.events.ids import delivery_id
from pipeline.flow import emit
from pipeline.notifications import DeliveryHistory, Senders, SendFailure
from pipeline.observability import get_logger

THREADS: Final = 8
_STRIPES: Final = 64
_REMEMBERED: Final = 500

_log = get_logger(__name__)


class Notify:
    """The hop. Sending goes on on threads; one alert is dealt with by one thread at a time."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._watched = WatchedBook(app.settings.alerts.file)
        self._version = self._watched.version
        self._senders = self._open()
        self._history = DeliveryHistory(app.settings.data_dir / "deliveries.sqlite3")
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="notify")
        self._stripes = tuple(threading.Lock() for _ in range(_STRIPES))
        self._made: dict[str, Delivery] = {}
        """Deliveries made by this process; those not recorded yet are in `_unrecorded` too."""
        self._unrecorded: set[str] = set()

    def handle(self, batch: Sequence[Message]) -> Sequence[Verdict | Future[Verdict]]:
        """Begin the deliveries of a batch."""
        self._refresh()
        self._history.catch_up(self._app.bus)
        self._forget()
        return [self._begin(message) for message in batch]

    def close(self) -> None:
        """Break what is under way; what was not recorded is sent again with the same id after the next start."""
        self._senders.close()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._history.close()

    def _begin(self, message: Message) -> Verdict | Future[Verdict]:
        try:
            alert = decode_as(Alert, message.value, message.headers)
        except MalformedEvent as error:
            return Quarantine(str(error))
        if message.headers.get(LANE) == "backfill":
            return Done("backfill")
        ids = {channel: delivery_id(alert.alert_id, channel) for channel in alert.channels}
        known = self._history.final(tuple(ids.values()))
        wanted = {channel: found for channel, found in ids.items() if found not in known}
        return self._pool.submit(self._deliver, alert, wanted, message) if wanted else Done("known")

    def _forget(self) -> None:
        """Leave what the history has meanwhile taken in to the history."""
        if len(self._made) > _REMEMBERED:
            for found in self._history.final(tuple(self._made)[:_REMEMBERED]):
                self._made.pop(found, None)

    def _deliver(self, alert: Alert, wanted: Mapping[str, str], message: Message) -> Verdict:
        with self._stripes[hash(alert.alert_id) % _STRIPES]:
            outcomes = [self._through(channel, found, alert, message) for channel, found in wanted.items()]
        failures = [outcome for outcome in outcomes if isinstance(outcome, SendFailure)]
        if failures:
            waits = [failure.retry_after for failure in failures if failure.retry_after is not None]
            return Retry("; ".join(f.detail for f in failures), timedelta(seconds=max(waits)) if waits else None)
        return Done(_status([outcome for outcome in outcomes if isinstance(outcome, str)]))

    def _through(self, channel: str, found: str, alert: Alert, message: Message) -> str | SendFailure:
        """Return how the delivery through one channel ended, or the failure that may pass."""
        if found in self._made:
            self._record(self._made[found], message)
            return "known"
        outcome = self._senders.send(channel, alert, found)
        if isinstance(outcome, SendFailure):
            _log.warning("not_delivered", channel=channel, alert=alert.alert_id, reason=outcome.detail)
            if not outcome.permanent:
                return SendFailure(f"{channel}: {outcome.detail}", retry_after=outcome.retry_after)
        delivery = self._delivery(channel, found, alert, outcome.detail, failed=isinstance(outcome, SendFailure))
        self._unrecorded.add(found)
        self._made[found] = delivery
        self._record(delivery, message)
        return delivery.state

    def _record(self, delivery: Delivery, message: Message) -> None:
        """Publish at once: the shorter the time between sending and record, the fewer repeats after a kill."""
        if delivery.delivery_id in self._unrecorded:
            self._app.bus.publish([emit(delivery, because=message)])
            self._unrecorded.discard(delivery.delivery_id)

    def _delivery(self, channel: str, found: str, alert: Alert, detail: str, *, failed: bool) -> Delivery:
        return Delivery(
            delivery_id=found,
            alert_id=alert.alert_id,
            rule_id=alert.rule_id,
            story_id=alert.story_id,
            channel=channel,
            state="failed" if failed else "sent",
            detail=detail,
            at=self._app.now(),
        )

    def _refresh(self) -> None:
        self._watched.refresh()
        if self._watched.version == self._version:
            return
        self._version = self._watched.version
        try:
            fresh = self._open()
        except ConfigError as error:
            _log.error("channels_wrong", error=str(error), going_on_with="the channels opened before")
            return
        self._senders.close()
        self._senders = fresh

    def _open(self) -> Senders:
        return open_channels(self._watched.book, self._app.settings)


def build(app: App) -> Notify:
    """Return the hop. Raises ConfigError for a wrong alerts file or a channel that cannot work."""
    return Notify(app)


def _status(states: Sequence[str]) -> str:
    if "failed" in states:
        return "failed"
    return "sent" if "sent" in states else "known"
