"""`python -m bench [NAME…]`: run the benchmarks one after the other, each in a process of its own.

A real Kafka and Elasticsearch take part where Maven and a fitting Java are there. `python -m bench extraction-set
FOLDER` scores extraction on a labelled set instead; see `bench.extraction_set`.
"""

from __future__ import annotations

import subprocess
import sys

BENCHES = {
    "bus": "messages a second of both buses",
    "index": "documents a second of both indices",
    "fetching": "pages a second of the fetcher",
    "extraction": "CPU time a page",
    "archive": "cost of a page in the archive",
    "sites": "F1 of bodies with what was learnt of their sites, and what learning costs",
    "tagging": "MB/s of the tagging hop",
    "retag": "stories found and tagged again after the watchlist was changed, and the cost of discovery",
    "relations": "CPU time of relations for an article that names organisations",
    "grouping": "articles a second of the grouping",
    "flow": "articles a second of the whole flow",
}


def main(names: list[str]) -> int:
    """Return 1 when a benchmark failed, 2 for a name there is none of."""
    if names[:1] == ["extraction-set"]:
        return subprocess.run([sys.executable, "-m", "bench.extraction_set", *names[1:]], check=False).returncode
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"no benchmark is called {unknown[0]!r}; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    failed = False
    for name in names or BENCHES:
        print(f"\n=== {name}: {BENCHES[name]}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
