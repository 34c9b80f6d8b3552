"""One typed tree of settings, read from a TOML file, the environment and secret files."""

from .tree import Settings

__all__ = ["Settings"]
