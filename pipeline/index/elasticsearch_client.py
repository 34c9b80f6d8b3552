"""The connection to Elasticsearch: made once, its version checked, its errors turned into the product's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final

from elasticsearch import (
    ApiError,
    Elasticsearch,
    OrjsonSerializer,
    TransportError,
    UnsupportedProductError,
    __version__,
)

from pipeline.events.errors import ConfigError, Incompatible, Unavailable
from pipeline.settings.tree import IndexSettings

_MAJOR: Final = __version__[0]
_TIMEOUT_SECONDS: Final = 30.0
_CHECK_SECONDS: Final = 8.0
_LATER: Final = frozenset({408, 429, 500, 502, 503, 504})


class Connection:
    """A client that is checked when first used. Thread safe.

    The client never tries again by itself: its transport would do so three times without any delay. Bodies are sent
    uncompressed: gzip costs thirty times the rest of the client.
    """

    def __init__(self, settings: IndexSettings) -> None:
        self.url = settings.url
        self._lock = Lock()
        self._checked = False
        password = settings.password.get_secret_value()
        with _built(settings.url):
            self._client = Elasticsearch(
                settings.url,
                basic_auth=(settings.user, password) if settings.user else None,
                **({"ca_certs": str(settings.ca_file)} if settings.ca_file else {}),  # type: ignore[arg-type]
                serializer=OrjsonSerializer(),
                request_timeout=_TIMEOUT_SECONDS,
                max_retries=0,
                retry_on_timeout=False,
                http_compress=False,
            )

    @contextmanager
    def client(self) -> Iterator[Elasticsearch]:
        """Give the client. Raises Unavailable, Incompatible and ConfigError for what Elasticsearch answers."""
        with self._translated():
            if not self._checked:
                with self._lock:
                    self._check()
            yield self._client

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def _check(self) -> None:
        """Ask for the version by way of the nodes, as some servers do not answer `GET /`."""
        if self._checked:
            return
        patient = self._client.options(request_timeout=_CHECK_SECONDS)
        found = patient.nodes.info(filter_path="nodes.*.version")
        versions = sorted({str(node["version"]) for node in found.get("nodes", {}).values()})
        wrong = [version for version in versions if version.split(".")[0] != str(_MAJOR)]
        if wrong:
            raise Incompatible(
                f"Elasticsearch at {self.url} has version {wrong[0]}", hint=f"this build needs version {_MAJOR}"
            )
        self._checked = True

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except UnsupportedProductError as error:
            raise Incompatible(f"{self.url} is not Elasticsearch", hint="check index.url") from error
        except ApiError as error:
            raise self._answer(error) from error
        except TransportError as error:
            raise Unavailable(
                f"Elasticsearch at {self.url} cannot be reached: {_plain(error.message)}",
                hint="start it or check index.url; `index.kind = embedded` needs no server",
            ) from error

    def _answer(self, error: ApiError) -> Exception:
        status, reason = error.status_code, _reason(error)
        if status in (401, 403):
            return Unavailable(
                f"Elasticsearch at {self.url} refuses user or password ({status})",
                hint="check index.user, index.password and the user's roles",
            )
        if "media_type_header" in reason or status == 406:
            return Incompatible(
                f"Elasticsearch at {self.url} does not speak version {_MAJOR}",
                hint=f"this build needs version {_MAJOR}",
            )
        if "x-elastic-product" not in error.meta.headers and status not in _LATER:
            return Incompatible(f"{self.url} is not Elasticsearch (it answers {status})", hint="check index.url")
        if status in _LATER:
            return Unavailable(
                f"Elasticsearch at {self.url} is not ready ({status}: {reason})", hint="it is tried again"
            )
        return ConfigError(
            f"Elasticsearch at {self.url} refuses ({status}: {reason})", hint="see docs/query-language.md"
        )


def _plain(message: str) -> str:
    """Return a transport's message without the name of the object that it happened in."""
    return re.sub(r"^HTTPS?Connection\([^)]*\): ", "", message.splitlines()[0])[:200]


def _reason(error: ApiError) -> str:
    body: Any = error.body
    if not isinstance(body, dict):
        return str(error.message)[:200]
    found = body.get("error", {})
    if not isinstance(found, dict):
        return str(found)[:200]
    causes = found.get("root_cause") or [found]
    return f"{causes[0].get('type')}: {causes[0].get('reason')}"[:300]


@contextmanager
def _built(url: str) -> Iterator[None]:
    try:
        yield
    except (ValueError, OSError) as error:
        raise ConfigError(f"index.url {url!r}: {error}", hint="write it like http://127.0.0.1:9200") from error
