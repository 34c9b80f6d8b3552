"""Fetches what it is told to on its standard input, in a process of its own whose memory can be looked at.

A line of JSON for each: in `{"url": …, "kind": …}`, out `{"outcome": …, "detail": …, "size": …, "peak_mb": …}`.
"""

from __future__ import annotations

import json
import resource
import ssl
import sys
from pathlib import Path

from pipeline.fetching import Fetched, Fetcher
from pipeline.settings.tree import FetchingSettings

TLS = Path(__file__).parent.parent / "data" / "tls"

SETTINGS = {
    "allow_private": True,
    "host_interval_seconds": 0.0,
    "robots": False,
    "total_seconds": 1.5,
    "connect_seconds": 0.5,
}


def peak_mb() -> float:
    """Return the most memory this process ever had."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main() -> None:
    context = ssl.create_default_context()
    for name in ("news.example.pem", "expired.example.pem"):
        context.load_verify_locations(TLS / name)
    settings = FetchingSettings.model_validate(SETTINGS)
    fetcher = Fetcher(settings, resolve=lambda host, port: ["127.0.0.1"], ssl_context=context)
    for line in sys.stdin:
        wanted = json.loads(line)
        got = fetcher.get(wanted["url"], kind=wanted["kind"])
        page = got if isinstance(got, Fetched) else None
        told = {
            "outcome": "fetched" if isinstance(got, Fetched) else got.reason,
            "detail": got.final_url if isinstance(got, Fetched) else got.detail,
            "size": len(page.body) if page else 0,
            "peak_mb": peak_mb(),
        }
        print(json.dumps(told), flush=True)
    fetcher.close()


if __name__ == "__main__":
    main()
