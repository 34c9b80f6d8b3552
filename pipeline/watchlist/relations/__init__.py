"""Who did what to whom: events of a closed list of types, read from single sentences by rules. Pure."""

from .find import RelationFinder, Source

__all__ = ["RelationFinder", "Source"]
