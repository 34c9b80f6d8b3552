"""The command `sites`: what extraction learnt of each site."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from .options import ConfigOption, JsonOption
from .output import Row, listing

COLUMNS = ("site", "pages", "success", "words", "agreement", "walls", "not_articles", "seen", "alarm", "why")

DriftingOption = Annotated[bool, typer.Option("--drifting", help="Only those that no longer come out as they used to.")]


def sites(*, drifting: DriftingOption = False, as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """List the sites and how their last pages came out.

    Of the last 150 pages of each: the share that gave an article, the median of its words and of how far extractors
    agree, and the pages that were walls or no articles.
    """
    from pipeline.extraction.sites import read_sites
    from pipeline.settings import load_settings

    rows = [asdict(report) for report in read_sites(load_settings(config).data_dir)]
    found: list[Row] = [row for row in rows if row["alarm"] or not drifting]
    listing(COLUMNS, found, as_json=as_json, empty="no site drifts" if rows else "no pages were fetched yet")
