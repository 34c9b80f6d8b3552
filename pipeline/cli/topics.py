"""The command `topics apply`."""

from __future__ import annotations

from .options import ConfigOption, opened
from .output import line


def apply_topics(*, config: ConfigOption = None) -> None:
    """Create the topics that do not exist yet."""
    from pipeline.flow import topic_specs

    with opened(config) as app:
        created = app.bus.apply(topic_specs())
    for name in created:
        line(f"created {name}")
    line(f"{len(topic_specs())} topics are as they should be")
