"""The command `settings`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .options import ConfigOption, JsonOption
from .output import Row, listing

if TYPE_CHECKING:
    from pipeline.settings import Loaded

COLUMNS = ("key", "value", "from")


def settings(*, as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """Show the settings in force and where each comes from.

    Secrets are masked.
    """
    from pipeline.settings import load

    listing(COLUMNS, effective(load(config)), as_json=as_json, empty="")


def effective(loaded: Loaded) -> list[Row]:
    """Return every setting with its value, secrets masked, and the place it comes from."""
    from pipeline.settings.describe import describe

    return [
        {
            "key": setting.key,
            "value": _value(loaded, setting.key),
            "from": loaded.origins.get(setting.key, "default"),
            "description": setting.description,
        }
        for setting in describe()
    ]


def _value(loaded: Loaded, key: str) -> object:
    value: object = loaded.settings
    for part in key.split("."):
        value = getattr(value, part)
    return value if isinstance(value, bool | int | float) or value is None else str(value)
