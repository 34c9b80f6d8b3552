"""Where settings come from: a TOML file, secret files and the environment, each as a flat list with its origin."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.events import ConfigError

from .lines import key_lines

PREFIX: Final = "UNDERSIGHT_"
SEPARATOR: Final = "__"
SECRETS_FOLDER: Final = Path("/run/secrets")

_NOT_SETTINGS: Final = frozenset(
    {"UNDERSIGHT_CONFIG", "UNDERSIGHT_SECRETS_DIR", "UNDERSIGHT_DEBUG", "UNDERSIGHT_SUPERVISOR"}
)
_FOR_TESTS: Final = "UNDERSIGHT_TEST_"
# Kubernetes sets these for every service of a namespace, so a service called `undersight` would stop the product.
_SERVICE_LINK: Final = re.compile(r"UNDERSIGHT_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP)(_\w+)?)?)")
_PLACE: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Given:
    """One value that somebody gave. `origin` names the place for a person: `file:line`, a variable, a secret file."""

    keys: tuple[str, ...]
    value: object
    origin: str


def from_file(path: Path) -> list[Given]:
    """Return what a TOML file sets. Raises ConfigError, with the line, for a file that cannot be read or parsed."""
    text = _read(path, what="settings file")
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(path, text, error) from None
    lines = key_lines(text)
    return [Given(keys, value, f"{path}:{_line(lines, keys)}") for keys, value in _leaves(tree, ())]


def from_environment(env: Mapping[str, str]) -> list[Given]:
    """Return what variables such as `UNDERSIGHT_BUS__KIND` set."""
    return [
        Given(tuple(name.removeprefix(PREFIX).lower().split(SEPARATOR)), value, name)
        for name, value in sorted(env.items())
        if name.startswith(PREFIX) and not _is_other(name)
    ]


def from_secrets(env: Mapping[str, str], known: frozenset[str]) -> list[Given]:
    """Return what secret files set. A file is named like its key, `index__password`; other files are let alone.

    A name whose first part is a section but whose rest is no key of it is kept, so that the typing error is reported.
    Raises ConfigError when the folder named by UNDERSIGHT_SECRETS_DIR does not exist.
    """
    folder = Path(env.get("UNDERSIGHT_SECRETS_DIR") or SECRETS_FOLDER)
    if not folder.is_dir():
        if "UNDERSIGHT_SECRETS_DIR" in env:
            raise ConfigError(f"UNDERSIGHT_SECRETS_DIR: no such folder: {folder}")
        return []
    sections = {key.split(".")[0] for key in known if "." in key}
    found = []
    for path in sorted(folder.iterdir()):
        keys = tuple(path.name.lower().split(SEPARATOR))
        if ".".join(keys) in known or (len(keys) > 1 and keys[0] in sections):
            found.append(Given(keys, _read(path, what="secret file").rstrip("\r\n"), str(path)))
    return found


def _is_other(name: str) -> bool:
    if name in _NOT_SETTINGS or name.startswith(_FOR_TESTS):
        return True
    return SEPARATOR not in name and _SERVICE_LINK.fullmatch(name) is not None


def _leaves(tree: Mapping[str, object], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    for key, value in tree.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*above, key))
        else:
            yield (*above, key), value


def _line(lines: Mapping[tuple[str, ...], int], keys: tuple[str, ...]) -> int:
    for length in range(len(keys), 0, -1):
        if keys[:length] in lines:
            return lines[keys[:length]]
    return 1


def _read(path: Path, *, what: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 text (byte {error.start})") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot read the {what}: {error.strerror}") from None


def _syntax_error(path: Path, text: str, error: tomllib.TOMLDecodeError) -> ConfigError:
    message = str(error)
    place = _PLACE.search(message)
    line = place.group(1) if place and place.group(1) else str(max(1, len(text.splitlines())))
    return ConfigError(f"{path}:{line}: not valid TOML: {_PLACE.sub('', message)}")
