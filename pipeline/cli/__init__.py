"""Commands over the app. Each is a thin module, imported when it is asked for, so that `--help` stays fast."""

from .program import main

__all__ = ["main"]
