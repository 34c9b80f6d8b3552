"""Builds the parts from the settings and runs hops, in this process or in processes of their own."""

from .parts import App

__all__ = ["App"]
