"""Agencies known by their pattern, "<Place> Police Department" in many languages, with ids that are stable."""

from .forms import forms
from .mentions import AgencyFinder, Draft

__all__ = ["AgencyFinder", "Draft", "forms"]
