"""Logs, metrics and health: names only, no business."""

from .log import bind, configure, get_logger

__all__ = ["bind", "configure", "get_logger"]
