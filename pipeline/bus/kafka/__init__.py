"""The event log on Kafka, through kafka-python 3.

client.py        the one place that touches the untyped library
publisher.py     publishing with a deadline, and the watchdog that replaces a stuck producer
reader.py        reading without a group
subscription.py  one member of a group
bus.py           the port
"""

from .bus import KafkaBus
from .tuning import Tuning

__all__ = ["KafkaBus", "Tuning"]
