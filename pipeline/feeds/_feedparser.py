"""Adapter to feedparser, the reference and fallback, in a process that can be killed.

Some input keeps feedparser busy for minutes (quadratic patterns; kurtmckee/feedparser#562), so it runs with limits on
CPU time and memory. This file is both sides: imported, `read` starts a process; run as a script, it is that process
and uses nothing of ours, so that it starts in a tenth of a second.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any, Final

CPU_SECONDS: Final = 10
MEMORY_BYTES: Final = 1_500_000_000


def read(document: bytes, url: str, *, cpu_seconds: int = CPU_SECONDS) -> Mapping[str, Any] | str:
    """Return what feedparser finds, as plain JSON values, or why there is nothing: `killed` or `failed`."""
    command = [sys.executable, "-I", __file__, url, str(cpu_seconds)]
    try:
        done = subprocess.run(command, input=document, capture_output=True, timeout=1.5 * cpu_seconds, check=True)
        found: Mapping[str, Any] = json.loads(done.stdout)
    except subprocess.CalledProcessError as error:
        return "killed" if error.returncode < 0 else "failed"
    except subprocess.TimeoutExpired:
        return "killed"
    except (OSError, ValueError):
        return "failed"
    return found


def _limit(cpu_seconds: int) -> None:
    import resource

    for kind, most in ((resource.RLIMIT_CPU, cpu_seconds), (resource.RLIMIT_AS, MEMORY_BYTES)):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue  # not every system has every limit; the time limit of the caller stays


def _main() -> None:
    from io import BytesIO

    import feedparser  # type: ignore[import-untyped]
    from feedparser.mixin import _FeedParserMixin  # type: ignore[import-untyped]

    _limit(int(sys.argv[2]))
    # an id is no address to be resolved: it must read the same whichever parser read it
    _FeedParserMixin.can_be_relative_uri.discard("id")
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": sys.argv[1]}
    # BytesIO, since bytes would first be tried as a file name; sanitising is done by us
    found = feedparser.parse(BytesIO(sys.stdin.buffer.read()), response_headers=headers, sanitize_html=False)
    json.dump(_feed(found), sys.stdout)


def _feed(found: Any) -> dict[str, Any]:  # noqa: ANN401 - untyped library
    head = found.get("feed", {})
    return {
        "version": found.get("version", "") or "",
        "title": head.get("title", ""),
        "link": head.get("link", ""),
        "language": head.get("language", ""),
        "entries": [_entry(entry) for entry in found.get("entries", ())],
    }


def _entry(entry: Any) -> dict[str, Any]:  # noqa: ANN401
    media: Any = next(iter(entry.get("media_content", ())), {})
    return {
        "guid": entry.get("id", ""),
        "link": entry.get("link", ""),
        "title": entry.get("title", "") or media.get("title", ""),
        "summary": entry.get("summary", "") or media.get("description", ""),
        "content": max((part.get("value", "") for part in entry.get("content", ())), key=len, default=""),
        "authors": [author.get("name", "") for author in entry.get("authors", ()) if author.get("name")],
        "published": _date(entry.get("published_parsed")),
        "updated": _date(entry.get("updated_parsed") if "updated" in entry else None),
        "language": entry.get("title_detail", {}).get("language") or "",
    }


def _date(parsed: Any) -> str:  # noqa: ANN401
    return "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+00:00".format(*parsed[:6]) if parsed else ""


if __name__ == "__main__":
    _main()
