"""The event log in one SQLite file, for any number of threads and processes on one machine.

database.py      connections, the schema, SQLite's errors in our words
log.py           topics, publishing, reading, trimming
groups.py        who owns which partition: members, leases, generations, committed positions
assignment.py    the rule by which partitions are shared out (pure)
subscription.py  one member: poll, commit
bus.py           the port
"""

from .bus import EmbeddedBus
from .database import Timing

__all__ = ["EmbeddedBus", "Timing"]
