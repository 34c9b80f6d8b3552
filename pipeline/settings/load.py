"""Settings from everywhere they may be given: environment over secret files over the file over the defaults."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final, get_origin

from pydantic import ValidationError

from pipeline.events import ConfigError

from .describe import Setting, by_key, sections
from .explain import in_our_words
from .sources import Given, from_environment, from_file, from_secrets
from .tree import Settings

DEFAULT_FILE: Final = Path("config/undersight.toml")
_SHORT: Final = 60


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings, the file they came from if any, and where each key that somebody set was set."""

    settings: Settings
    file: Path | None
    origins: Mapping[str, str]


def load_settings(path: Path | None = None, env: Mapping[str, str] | None = None) -> Settings:
    """Return the settings in force.

    `path` None means the file named by UNDERSIGHT_CONFIG, else `config/undersight.toml` if it is there. `env` None
    means the environment of this process. Raises ConfigError: one line with the place and what is expected there.
    """
    return load(path, env).settings


def load(path: Path | None = None, env: Mapping[str, str] | None = None) -> Loaded:
    """Return the settings in force, with the place each came from. Raises ConfigError as `load_settings` does."""
    env = os.environ if env is None else env
    file = find_file(path, env)
    known = frozenset(by_key())
    variables = [entry for entry in from_environment(env) if not _of_another(entry, known)]
    given = [*(from_file(file) if file else []), *from_secrets(env, known), *variables]
    for entry in given:
        _check_key(entry)
    winners = {entry.keys: entry for entry in given}
    return Loaded(_validated(winners), file, {".".join(keys): entry.origin for keys, entry in winners.items()})


def find_file(path: Path | None, env: Mapping[str, str]) -> Path | None:
    """Return the settings file to be read, or None. Raises ConfigError when one is named that is not there."""
    named = path or (Path(env["UNDERSIGHT_CONFIG"]) if env.get("UNDERSIGHT_CONFIG") else None)
    if named is None:
        return DEFAULT_FILE if DEFAULT_FILE.exists() else None
    if not named.is_file():
        by = "--config" if path else "UNDERSIGHT_CONFIG"
        raise ConfigError(f"{by}: no such file: {named}")
    return named


def nearest(wanted: str, known: Sequence[str]) -> str | None:
    """Return the known name that a misspelt one most likely means; its last part counts when the table is wrong."""
    if close := get_close_matches(wanted, known, n=1, cutoff=0.75):
        return close[0]
    tails = {name.rsplit(".", 1)[-1]: name for name in reversed(known)}
    close = get_close_matches(wanted.rsplit(".", 1)[-1], list(tails), n=1, cutoff=0.75)
    return tails[close[0]] if close else None


def _of_another(entry: Given, known: frozenset[str]) -> bool:
    """Return whether a variable is no setting at all, such as the UNDERSIGHT_WEBHOOK_SECRET that a channel names."""
    key = entry.keys[0]
    return len(entry.keys) == 1 and key not in sections() and nearest(key, sorted(known)) is None


def _check_key(entry: Given) -> None:
    key = ".".join(entry.keys)
    known = by_key()
    if key in known or (key in sections() and entry.value == {}):
        return
    if key in sections():
        raise ConfigError(f"{entry.origin}: {key} is a table, not a value", hint=f"write [{key}] above its keys")
    holder = next((part for part in _above(entry.keys) if part in known), None)
    if holder:
        raise ConfigError(f"{entry.origin}: {holder} is a value, not a table")
    guess = nearest(key, [*known, *sections()])
    hint = f"did you mean {_spelt(guess, entry)}?" if guess else "docs/settings.md lists all settings"
    raise ConfigError(f"{entry.origin}: unknown setting {key}", hint=hint)


def _above(keys: tuple[str, ...]) -> list[str]:
    return [".".join(keys[:length]) for length in range(1, len(keys))]


def _spelt(key: str, entry: Given) -> str:
    setting = by_key().get(key)
    return setting.variable if setting and entry.origin.startswith("UNDERSIGHT_") else key


def _validated(winners: Mapping[tuple[str, ...], Given]) -> Settings:
    tree: dict[str, object] = {}
    for keys, entry in winners.items():
        if entry.value != {}:
            _plant(tree, keys, _value(by_key()[".".join(keys)], entry))
    try:
        return Settings.model_validate(tree)
    except ValidationError as error:
        raise _problem(error, winners) from None


def _plant(tree: dict[str, object], keys: tuple[str, ...], value: object) -> None:
    for key in keys[:-1]:
        below = tree.setdefault(key, {})
        assert isinstance(below, dict)
        tree = below
    tree[keys[-1]] = value


def _value(setting: Setting, entry: Given) -> object:
    """Return a value as pydantic wants it: text from variables and secret files is split where a list is wanted."""
    if not isinstance(entry.value, str):
        return entry.value
    if get_origin(setting.annotation) in {tuple, list, frozenset}:
        return [part.strip() for part in entry.value.split(",") if part.strip()]
    if entry.value == "" and setting.annotation is Path:
        raise ConfigError(f"{entry.origin}: {setting.key} names no path", hint="name one, or leave the setting out")
    return None if entry.value == "" and setting.optional else entry.value


def _problem(error: ValidationError, winners: Mapping[tuple[str, ...], Given]) -> ConfigError:
    first, *others = error.errors(include_url=False, include_context=False)
    path = tuple(str(step) for step in first["loc"])
    entry = next((winners[path[:n]] for n in range(len(path), 0, -1) if path[:n] in winners), None)
    wanted = in_our_words(first["type"]) or first["msg"].removeprefix("Value error, ").replace("Input should", "should")
    text = f"{'.'.join(path)} {wanted}".strip()
    if entry:
        text = f"{entry.origin}: {text}{_shown(entry)}"
    more = f"{len(others)} more wrong setting{'s' if len(others) > 1 else ''} after this one" if others else ""
    return ConfigError(text, hint=more)


def _shown(entry: Given) -> str:
    setting = by_key().get(".".join(entry.keys))
    if setting is None or setting.secret:
        return ""
    text = repr(entry.value)
    return f", not {text if len(text) <= _SHORT else text[:_SHORT] + '…'}"
