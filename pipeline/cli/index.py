"""The command `index apply`."""

from __future__ import annotations

from .options import ConfigOption, opened
from .output import line


def apply_index(*, config: ConfigOption = None) -> None:
    """Create or update the index and the journal."""
    with opened(config) as app:
        done = [*app.index.apply(), *app.journal.apply()]
    for step in done:
        line(step)
    line("index and journal are as they should be")
