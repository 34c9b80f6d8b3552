"""Places that an article names, from a gazetteer that needs no network: countries, regions, cities."""

from .find import PlaceFinder, Setting

__all__ = ["PlaceFinder", "Setting"]
