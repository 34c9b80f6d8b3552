"""What the embedded index promises beyond the port: crashes, damage, several processes."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.events.errors import Incompatible, Unavailable
from pipeline.index import SearchRequest, ast
from pipeline.index.embedded import EmbeddedIndex
from tests.unit.index.making import story

NEVER = 3600.0


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., EmbeddedIndex]]:
    made: list[EmbeddedIndex] = []

    def open_one(refresh_seconds: float = NEVER) -> EmbeddedIndex:
        made.append(EmbeddedIndex(tmp_path / "index", refresh_seconds))
        return made[-1]

    yield open_one
    for index in made:
        index.close()


def total(index: EmbeddedIndex, word: str = "spyware") -> int:
    return index.search(SearchRequest(query=ast.Term("any", word))).total


def filled(index: EmbeddedIndex, numbers: range) -> None:
    index.upsert([story(number, f"spyware number{number}") for number in numbers])


def generation(folder: Path) -> Path:
    (found,) = [path for path in (folder / "index" / "tantivy").iterdir() if path.is_dir()]
    return found


def test_readers_leave_the_writer_alone_and_see_what_it_commits(opened: Callable[..., EmbeddedIndex]) -> None:
    writer, reader = opened(), opened()
    filled(writer, range(5))
    writer.refresh()
    assert total(reader) == 5
    filled(writer, range(5, 8))
    assert total(reader) == 5
    writer.refresh()
    assert total(reader) == 8
    assert reader.count() == 8
    writer.close()
    other = opened()
    filled(other, range(8, 9))
    other.refresh()
    assert total(reader) == 9


def test_two_writers_take_turns(opened: Callable[..., EmbeddedIndex]) -> None:
    first, second = opened(0.02), opened(0.02)
    for start in range(0, 40, 4):
        filled(first, range(start, start + 2))
        filled(second, range(start + 2, start + 4))
    first.refresh()
    second.refresh()
    assert (total(first), total(second)) == (40, 40)


def test_a_writer_that_holds_the_lock_and_stands_still_is_named(
    opened: Callable[..., EmbeddedIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    holder, waiting = opened(), opened()
    filled(holder, range(1))
    holder.refresh()
    filled(waiting, range(1, 2))
    monkeypatch.setattr("pipeline.index.embedded._PATIENCE_SECONDS", 0.2)
    with pytest.raises(Unavailable, match="another process"):
        waiting.refresh()
    holder.refresh()
    assert total(waiting) == 2


@pytest.mark.parametrize("refresh_seconds", [NEVER, 0.05])
def test_what_was_stored_before_a_kill_is_found_after_it(tmp_path: Path, refresh_seconds: float) -> None:
    stored = -1
    for _ in range(3):
        stored = max(stored, _killed_after(tmp_path / "index", refresh_seconds, 12))
    reader = EmbeddedIndex(tmp_path / "index", NEVER)
    assert total(reader) >= stored + 1
    assert all(total(reader, f"number{number}") == 1 for number in range(stored + 1))
    assert total(reader) == reader.count()
    reader.close()


def _killed_after(folder: Path, refresh_seconds: float, stories: int) -> int:
    command = [sys.executable, "-m", "tests.contract.index_writer", str(folder), str(refresh_seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        last = -1
        for line in process.stdout:
            last = int(line)
            if last >= stories:
                break
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().split("\n")
    return max([last, *(int(number) for number in rest[:-1] if number)])


def _remove(folder: Path) -> None:
    shutil.rmtree(folder)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.write_bytes(b"")


def _garble(folder: Path) -> None:
    (folder / "meta.json").write_text('{"index_settings": 1}')


def _lose_segments(folder: Path) -> None:
    for path in folder.iterdir():
        if path.suffix in (".idx", ".store", ".fast", ".term"):
            path.unlink()


def _truncate(folder: Path) -> None:
    for path in folder.iterdir():
        if path.suffix in (".idx", ".store", ".fast", ".term"):
            path.write_bytes(path.read_bytes()[:-7])


def _older(folder: Path) -> None:
    """Make the folder look as if an earlier version had built it."""
    folder.rename(folder.with_name(folder.name.replace("v", "v0", 1)))
    with sqlite3.connect(folder.parents[1] / "stories.db") as db:
        db.execute("UPDATE built SET generation = replace(generation, 'v', 'v0')")
    db.close()


@pytest.mark.parametrize("harm", [_remove, _empty, _garble, _lose_segments, _truncate, _older])
@pytest.mark.parametrize("write_first", [False, True])
def test_a_lost_damaged_or_older_cache_is_built_anew(
    opened: Callable[..., EmbeddedIndex], tmp_path: Path, harm: Callable[[Path], None], *, write_first: bool
) -> None:
    index = opened()
    filled(index, range(20))
    index.delete(["sto-3"])
    index.close()
    harm(generation(tmp_path))
    again = opened()
    if write_first:
        filled(again, range(20, 21))
        again.refresh()
    assert total(again) == 19 + write_first
    assert again.get("sto-4") is not None
    assert generation(tmp_path).is_dir()


def test_a_file_of_another_layout_is_refused(tmp_path: Path, opened: Callable[..., EmbeddedIndex]) -> None:
    opened().close()
    with sqlite3.connect(tmp_path / "index" / "stories.db") as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(Incompatible, match="another version"):
        opened()


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "stories.db").write_bytes(b"not a database, but long enough to look like one" * 100)
    with pytest.raises(Unavailable, match=r"stories\.db"):
        EmbeddedIndex(tmp_path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot open"):
        EmbeddedIndex(tmp_path / "file" / "index")


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from pipeline.events.errors import Unavailable
from pipeline.index.embedded import EmbeddedIndex
from tests.unit.index.making import story
index = EmbeddedIndex(Path(sys.argv[1]), 3600)
index.upsert([story(1, "kept")])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
try:
    for number in range(2, 300):
        index.upsert([story(number, "more", "text " * 2000)])
except Unavailable as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
stored = index.count()
index.upsert([story(1000, "after")])
index.refresh()
assert index.count() == stored + 1
index.close()
"""


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FULL_DISK, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "stories.db" in done.stdout
