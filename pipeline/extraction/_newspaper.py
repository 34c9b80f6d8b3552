"""Adapter to newspaper4k, asked for a third opinion where the other extractors disagree."""

from __future__ import annotations

import logging
import warnings
from typing import Any, Final

_NO_ADDRESS: Final = "https://page.invalid/"
"""Given instead of the page's address, so that nothing can be fetched from it, whatever its scheme."""


def main_text(html: str) -> str:
    """Return the body of a page, at most 100,000 characters, or an empty text.

    Opens no connection: images are not fetched, meta refresh is not followed, the page is handed in. The library raises
    many kinds of errors on odd pages and on languages whose tokenizer is not installed; all mean "no text".
    """
    try:
        article = _article()
        article.download(input_html=html, ignore_read_more=True)
        article.parse()
    except Exception:  # noqa: BLE001 - an untyped library with an open set of errors; memory errors must pass
        return ""
    return str(article.text or "")


def load() -> None:
    """Import the library, which takes 300 ms, without its warning about the optional nltk."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import newspaper  # type: ignore[import-untyped]  # noqa: F401
    logging.getLogger("newspaper").setLevel(logging.CRITICAL)


def _article() -> Any:  # noqa: ANN401 - the library has no types
    load()
    from newspaper import Article

    return Article(_NO_ADDRESS, fetch_images=False, follow_meta_refresh=False)
