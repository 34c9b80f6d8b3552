"""A process that stores stories until it is killed: `python -m tests.contract.index_writer FOLDER`.

Prints the number of each story once it is stored.
"""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from pipeline.index.embedded import EmbeddedIndex
from tests.unit.index.making import story


def main(folder: Path, refresh_seconds: float) -> None:
    index = EmbeddedIndex(folder, refresh_seconds)
    for number in count():
        index.upsert([story(number, f"story number{number}", "spyware " * 20)])
        print(number, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
