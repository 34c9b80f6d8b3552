"""The demo: a bundled news site on loopback, and the configuration that has it monitored."""

from .configure import write_config
from .site import DemoSite

__all__ = ["DemoSite", "write_config"]
