"""Names that behave like vendors' and are not listed: seen, counted, and proposed to whoever keeps the watchlist."""

from .find import Finder, Sighting, Sightings

__all__ = ["Finder", "Sighting", "Sightings"]
