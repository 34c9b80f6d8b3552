"""The command `version`."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed

from .output import line


def version() -> None:
    """Show the version."""
    line(f"undersight {_own()}, Python {platform.python_version()}, {platform.system()}")


def _own() -> str:
    try:
        return installed("undersight")
    except PackageNotFoundError:
        return "(not installed)"
