"""A server for a test of its own, and one for all tests of a session; where it cannot be had, a skip or a failure."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers.maven import CACHE, MissingServer, locked
from tests.servers.process import Recipe, Server, can_connect, session_pid


@contextmanager
def own(recipe: Recipe) -> Iterator[Server]:
    """Run a server for the time of the block."""
    with _or_skip():
        server = Server.create(recipe)
    with server:
        yield server


@contextmanager
def shared(recipe: Recipe) -> Iterator[str]:
    """Give the address of one server for all xdist workers of a session; the last to leave ends it."""
    note = CACHE / "shared" / f"{recipe.name}-{session_pid()}.json"
    with _or_skip():
        address = _enter(recipe, note)
    try:
        yield address
    finally:
        _leave(recipe, note)


@contextmanager
def _or_skip() -> Iterator[None]:
    """Skip on a laptop, fail in CI, when what the server needs is not there."""
    try:
        yield
    except MissingServer as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))


def _enter(recipe: Recipe, note: Path) -> str:
    with locked(_lock(note)):
        known = json.loads(note.read_text()) if note.exists() else None
        if known is None or not can_connect(known["address"]):
            server = Server.create(recipe)
            known = {"address": server.address, "folder": str(server.folder), "users": 0}
            server.hand_over()
        known["users"] += 1
        note.write_text(json.dumps(known))
        return str(known["address"])


def _leave(recipe: Recipe, note: Path) -> None:
    with locked(_lock(note)):
        known = json.loads(note.read_text())
        known["users"] -= 1
        note.write_text(json.dumps(known))
        if known["users"] == 0:
            note.unlink()
            Server.adopt(recipe, Path(known["folder"])).close()
            _lock(note).unlink(missing_ok=True)


def _lock(note: Path) -> Path:
    return note.with_suffix(".lock")
