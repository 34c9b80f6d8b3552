"""Hashes as SQLite keeps them: signed 64-bit numbers, many of them in one blob."""

from __future__ import annotations

from array import array
from collections.abc import Sequence


def pack(values: Sequence[int]) -> bytes:
    """Return signed numbers as one blob."""
    return array("q", values).tobytes()


def unpack(blob: bytes) -> list[int]:
    """Return the numbers of a blob."""
    return list(array("q", blob))


def signed(value: int) -> int:
    """Return an unsigned 64-bit number as SQLite stores it."""
    return value - 2**64 if value >= 2**63 else value
