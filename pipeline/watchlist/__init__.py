"""The watchlist: organisations, and where articles name them. Pure; people are never tagged."""

from .model import TechnologiesFile, WatchlistFile
from .tagger import Tagger
from .watchlist import Watchlist, load_watchlist

__all__ = ["Tagger", "TechnologiesFile", "Watchlist", "WatchlistFile", "load_watchlist"]
