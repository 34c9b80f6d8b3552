"""Alerts as signed POST requests (Standard Webhooks 1.0, https://www.standardwebhooks.com).

`webhook-id` is the delivery id and stays the same over retries; the timestamp is that of the try. Redirects are not
followed, private addresses are refused where the connection is made, and the secret is shown nowhere.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import threading
import time
from datetime import UTC, datetime
from typing import Final

import httpx2

from pipeline.events import Alert, ConfigError
from pipeline.fetching.exchange import failed
from pipeline.fetching.guard import DEADLINE, GuardedBackend
from pipeline.fetching.retryafter import retry_after
from pipeline.fetching.transport import GuardedTransport

from .port import HookTarget, SendFailure, Sent
from .wording import data

SECONDS: Final = 15.0
"""Time for a whole exchange."""

EVENT_TYPE: Final = "alert.raised"
_SHORTEST_SECRET: Final = 16


class WebhookSender:
    """Posts to one address. After an answer of 410 (Gone) it posts no more until it is made anew."""

    def __init__(self, target: HookTarget, channel: str, *, allow_private: bool, seconds: float = SECONDS) -> None:
        self._url = target.url
        self._key = signing_key(target.secret, channel)
        self._seconds = seconds
        self._gone = threading.Event()
        transport = GuardedTransport(GuardedBackend(allow_private=allow_private))
        self._client = httpx2.Client(transport=transport, trust_env=False, follow_redirects=False)

    def send(self, alert: Alert, delivery_id: str) -> Sent | SendFailure:
        """Post an alert once."""
        if self._gone.is_set():
            return SendFailure("the endpoint answered 410 (Gone) and is not asked any more", permanent=True)
        body = json.dumps({"type": EVENT_TYPE, "timestamp": alert.raised.isoformat(), "data": data(alert)}).encode()
        token = DEADLINE.set(time.monotonic() + self._seconds)
        try:
            return self._post(body, signed_headers(delivery_id, datetime.now(UTC), body, self._key))
        except Exception as error:
            found = failed(error, self._url)
            if found is None:
                raise
            return SendFailure(found.detail, permanent=found.permanent)
        finally:
            DEADLINE.reset(token)

    def close(self) -> None:
        """Break what is under way."""
        self._client.close()

    def _post(self, body: bytes, headers: dict[str, str]) -> Sent | SendFailure:
        request = self._client.build_request("POST", self._url, content=body, headers=headers, timeout=self._seconds)
        response = self._client.send(request, stream=True)
        try:
            answer = judge(response.status_code, response.headers.get("retry-after"), datetime.now(UTC))
        finally:
            response.close()
        if response.status_code == 410:
            self._gone.set()
        return answer


def signing_key(secret: str, channel: str) -> bytes:
    """Return the key bytes of a secret, `whsec_` and base64 (RFC 4648 §4). Raises ConfigError, without the secret."""
    text = secret.strip().removeprefix("whsec_")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) < _SHORTEST_SECRET:
        raise ConfigError(
            f"channel '{channel}': the webhook's secret is not `whsec_` and base64 of 16 bytes or more",
            hint="make one with: echo whsec_$(head -c 32 /dev/urandom | base64)",
        )
    return key


def signed_headers(delivery_id: str, now: datetime, body: bytes, key: bytes) -> dict[str, str]:
    """Return the headers of a request. What is signed is `id.timestamp.body`, by HMAC-SHA256."""
    timestamp = str(int(now.timestamp()))
    signature = hmac.new(key, f"{delivery_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "content-type": "application/json",
        "user-agent": "Undersight",
        "webhook-id": delivery_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": "v1," + base64.b64encode(signature).decode(),
    }


def judge(status: int, wait: str | None, now: datetime) -> Sent | SendFailure:
    """Return what an answer means. Any 2xx is success; 410 is for ever; everything else, a redirect too, may pass."""
    if 200 <= status < 300:
        return Sent(f"status {status}")
    if status == 410:
        return SendFailure("status 410 (Gone): the endpoint wants no more", permanent=True)
    if 300 <= status < 400:
        return SendFailure(f"status {status}: redirects are not followed; put the final address into alerts.yaml")
    return SendFailure(f"status {status}", retry_after=retry_after(wait, now))
