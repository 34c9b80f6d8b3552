"""Names of topics: `undersight.<name>.v1`, and beside each its `.retry`, `.dead` and, where it has one, `.backfill`."""

from __future__ import annotations

from typing import Final

PREFIX: Final = "undersight"
RETRY: Final = ".retry"
DEAD: Final = ".dead"
BACKFILL: Final = ".backfill"


def topic(name: str, *, prefix: str = PREFIX) -> str:
    """Return the full name of a topic of the flow, such as `undersight.entries.v1`."""
    return f"{prefix}.{name}.v1"


def base(name: str) -> str:
    """Return the live topic that a `.retry`, `.dead` or `.backfill` topic stands beside."""
    for suffix in (RETRY, DEAD, BACKFILL):
        name = name.removesuffix(suffix)
    return name
