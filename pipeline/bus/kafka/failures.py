"""Kafka's failures in our words."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from kafka.errors import CommitFailedError, KafkaError  # type: ignore[import-untyped]

from pipeline.bus.port import Fenced
from pipeline.events.errors import ConfigError, Incompatible, Unavailable

_HINT: Final = 'start Kafka, or set `bus.servers`; `bus.kind = "embedded"` needs no server'


def probe(servers: str, seconds: float) -> None:
    """Raise Unavailable unless one of the servers accepts a connection.

    Cheaper and quicker than a client of the library, which retries for long and leaks its thread when it fails.
    """
    for address in servers.split(","):
        host, _, port = address.strip().rpartition(":")
        if not port.isdigit():
            raise ConfigError(f"{address.strip()!r} is no Kafka address", hint="set `bus.servers` to `host:port`")
        with suppress(OSError), socket.create_connection((host.strip("[]"), int(port)), timeout=seconds):
            return
    raise Unavailable(f"Kafka at {servers} cannot be reached", hint=_HINT)


@contextmanager
def errors(servers: str) -> Iterator[None]:
    """Turn the library's errors into ours."""
    try:
        yield
    except CommitFailedError as error:
        raise Fenced(f"the group was rebalanced: {error}") from error
    except KafkaError as error:
        raise _translate(error, servers) from error
    except OSError as error:
        raise Unavailable(f"Kafka at {servers} cannot be reached: {error}", hint=_HINT) from error


def _translate(error: Exception, servers: str) -> Exception:
    name = type(error).__name__
    if name in {"UnsupportedVersionError", "IncompatibleBrokerVersion", "UnrecognizedBrokerVersion"}:
        return Incompatible(f"Kafka at {servers} is too old: {error}", hint="use Kafka 4")
    if name in {"UnknownMemberIdError", "IllegalGenerationError", "RebalanceInProgressError", "FencedInstanceIdError"}:
        return Fenced(f"the group was rebalanced: {name}")
    if name in {"KafkaConnectionError", "KafkaTimeoutError", "NodeNotReadyError"}:
        return Unavailable(f"Kafka at {servers} does not answer: {error}", hint=_HINT)
    return Unavailable(f"Kafka at {servers} answers {name}: {error}", hint="the work waits and tries again")
