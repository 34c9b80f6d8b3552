"""The tantivy side of the embedded index: a cache of the store that any process may bring up to date.

Whoever wants to write takes a file lock first, so there is one writer at a time, and brings in all changes of the
store, its own and those of other processes. What tantivy has committed is recorded in the store after each commit; a
crash between the two only means that some documents are replaced by themselves. A folder that is missing, damaged or
written by another version is left behind and a new one is built beside it, then made current in one step.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Final
from uuid import uuid4

import tantivy

from pipeline.events.errors import Unavailable
from pipeline.index.document import document
from pipeline.index.store import Built, Changes, Store
from pipeline.index.tantivy_schema import VERSION, schema, tantivy_document

_HEAP_BYTES: Final = 50_000_000
_CHUNK: Final = 500
_CHUNKS_A_COMMIT: Final = 10
_UNKNOWN: Final = -1


@dataclass(slots=True)
class _Writing:
    """The open writer: `seq` is the last change brought in; `fresh` says that its folder is not current yet."""

    generation: str
    seq: int
    index: tantivy.Index
    inner: tantivy.IndexWriter
    fresh: bool


class TantivyCache:
    """Searchers over what was committed, and the writer that commits. Thread safe."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder = folder
        self._store = store
        self._reading = RLock()
        self._writing = RLock()
        self._reader: tuple[Built, tantivy.Index] | None = None
        self._writer: _Writing | None = None
        self._lock_file: int | None = None

    def searcher(self) -> tantivy.Searcher:
        """Return a searcher over the newest commit of any process; over nothing before the first."""
        built = self._store.built()
        with self._reading:
            if built is None:
                return tantivy.Index(schema()).searcher()
            if self._reader is None or self._reader[0].generation != built.generation:
                self._reader = (built, self._open(built))
            elif self._reader[0].seq != built.seq:
                with _translated(self._folder):
                    self._reader[1].reload()
                self._reader = (built, self._reader[1])
            return self._reader[1].searcher()

    def healthy(self) -> bool:
        """Return whether the committed index can be opened and holds the stories it should."""
        built = self._store.built()
        return built is None or self._loaded(built) is not None

    def catch_up(self, *, keep: bool) -> bool:
        """Commit all changes of the store. False when another process is the writer and will do it.

        `keep` holds on to the writer for the next time.
        """
        with self._writing:
            if not self._take_lock():
                return False
            try:
                with _translated(self._folder):
                    self._bring_in()
            except BaseException:
                self._release()
                raise
            if not keep:
                self._release()
            return True

    def close(self) -> None:
        """Let go of the writer, its lock and the reader."""
        with self._writing, self._reading:
            self._release()
            self._reader = None

    def _bring_in(self) -> None:
        writing = self._writer = self._writer or self._open_writer()
        end = self._store.last()
        if writing.seq >= end and not writing.fresh:
            return
        while writing.seq < end:
            for _ in range(_CHUNKS_A_COMMIT):
                if writing.seq < end:
                    writing.seq = _bring_in_chunk(writing.inner, self._store.changes(writing.seq, _CHUNK))
            if not writing.fresh:
                self._commit(writing)
        if writing.fresh:
            self._commit(writing)

    def _commit(self, writing: _Writing) -> None:
        """Commit and record it. Between the two the number of stories counts as unknown, in case of a crash."""
        before = self._store.built()
        if before is not None and before.stories != _UNKNOWN:
            self._store.set_built(Built(before.generation, before.seq, _UNKNOWN))
        writing.inner.commit()
        writing.index.reload()
        self._store.set_built(Built(writing.generation, writing.seq, writing.index.searcher().num_docs))
        if writing.fresh:
            writing.fresh = False
            self._remove_others(writing.generation)

    def _remove_others(self, generation: str) -> None:
        for folder in self._folder.iterdir():
            if folder.is_dir() and folder.name != generation:
                shutil.rmtree(folder, ignore_errors=True)

    def _open_writer(self) -> _Writing:
        built = self._store.built()
        index = None if built is None else self._loaded(built)
        if built is not None and index is not None:
            return _Writing(built.generation, built.seq, index, index.writer(_HEAP_BYTES, 1), fresh=False)
        generation = f"v{VERSION}-{uuid4().hex[:12]}"
        path = self._folder / generation
        path.mkdir(parents=True)
        index = tantivy.Index(schema(), str(path))
        index.config_reader("manual")
        return _Writing(generation, 0, index, index.writer(_HEAP_BYTES, 1), fresh=True)

    def _loaded(self, built: Built) -> tantivy.Index | None:
        if not built.generation.startswith(f"v{VERSION}-"):
            return None
        try:
            index = self._open(built)
        except Unavailable:
            return None
        expected = built.stories in (_UNKNOWN, index.searcher().num_docs)
        return index if expected or self._busy(built) else None

    def _busy(self, built: Built) -> bool:
        """Return whether the commit has already been followed by another, which only its writer knows of yet."""
        return self._lock_file is None and self._store.built() != built

    def _open(self, built: Built) -> tantivy.Index:
        with _translated(self._folder):
            return _open_folder(self._folder / built.generation)

    def _take_lock(self) -> bool:
        if self._lock_file is not None:
            return True
        self._folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._folder / "writer.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return False
        self._lock_file = handle
        return True

    def _release(self) -> None:
        self._writer = None
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None


def _bring_in_chunk(writer: tantivy.IndexWriter, changes: Changes) -> int:
    for story_id in (*changes.gone, *(story.story_id for story in changes.stories)):
        writer.delete_documents_by_term("id", story_id)
    for story in changes.stories:
        writer.add_document(tantivy_document(document(story)))
    return changes.seq


def _open_folder(path: Path) -> tantivy.Index:
    if not tantivy.Index.is_compatible(str(path)):
        raise ValueError(f"{path} was written by another version of tantivy")
    index = tantivy.Index.open(str(path))
    index.config_reader("manual")
    index.reload()
    return index


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    """Turn tantivy's ValueErrors, and the panics of damaged files, into Unavailable."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise Unavailable(f"the search index in {folder} failed: {error}", hint="check the disk") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Unavailable(f"the search index in {folder} is damaged: {error}", hint="it is built anew") from None
