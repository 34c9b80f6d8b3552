"""Adapter to Resiliparse: a fast second opinion on bodies (2 ms a page), and language detection."""

from __future__ import annotations

from typing import Final

MAX_RANK: Final = 1200
"""Ranks are distances; the library calls results above this usually false."""

CANDIDATES: Final = 5


def main_text(html: str) -> str:
    """Return the main text of a page, or an empty text."""
    from resiliparse.extract.html2text import extract_plain_text

    try:
        return str(extract_plain_text(html, main_content=True, alt_texts=False))
    except (ValueError, TypeError, RuntimeError, RecursionError):
        return ""


def detect_languages(text: str) -> list[tuple[str, int]]:
    """Return the likeliest languages (ISO 639-1) with their distances (0 is best), the nearest first."""
    from resiliparse.parse.lang import detect_fast

    found = detect_fast(text, cutoff=MAX_RANK, n_results=CANDIDATES)
    return found if isinstance(found, list) else [found]
