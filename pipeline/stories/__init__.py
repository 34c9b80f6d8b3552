"""Which articles tell one story: fingerprints, grouping rules, the leading article, and a view of what came before."""

from .assign import Assigned, assign
from .batch import final_stories, group_lines
from .grouping import CopyOf, Decision, Duplicate, Founder, Retagged, Revision, decide
from .store import StoryStore

__all__ = [
    "Assigned",
    "CopyOf",
    "Decision",
    "Duplicate",
    "Founder",
    "Retagged",
    "Revision",
    "StoryStore",
    "assign",
    "decide",
    "final_stories",
    "group_lines",
]
