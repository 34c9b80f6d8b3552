"""The index templates: JSON files of config/elasticsearch, filled in from the settings and put on the server."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import Any, Final

import orjson
from elasticsearch import ApiError, Elasticsearch, NotFoundError

from pipeline.events.errors import ConfigError, Incompatible
from pipeline.events.ids import digest
from pipeline.index.elasticsearch_client import Connection
from pipeline.settings.tree import IndexSettings

NAMES: Final = ("stories", "entries")
_FOLDER: Final = Path("config") / "elasticsearch"


def template_folder() -> Path:
    """Return where the templates lie: below the working folder, the project's own, or inside the installed package."""
    package = Path(__file__).resolve().parents[1]
    places = (Path.cwd() / _FOLDER, package.parent / _FOLDER, package / _FOLDER)
    for place in places:
        if (place / f"{NAMES[0]}.json").is_file():
            return place
    raise ConfigError(
        "the Elasticsearch templates are missing", hint=f"{_FOLDER}/stories.json and entries.json belong in {places[0]}"
    )


def read_template(name: str, settings: IndexSettings, folder: Path | None = None) -> dict[str, Any]:
    """Return an index template with the settings filled in. Raises ConfigError naming the file."""
    path = (folder or template_folder()) / f"{name}.json"
    values = {
        "prefix": settings.prefix,
        "analyzer": settings.analyzer,
        "refresh": f"{max(1, round(settings.refresh_seconds * 1000))}ms",
    }
    try:
        found: dict[str, Any] = orjson.loads(Template(path.read_text("utf-8")).substitute(values))
    except (OSError, KeyError, ValueError) as error:
        raise ConfigError(f"{path}: {error}", hint="restore it from the release") from error
    found["_meta"] = {"undersight": digest(orjson.dumps(found).decode())[:16]}
    return found


class OnServer:
    """One template and the indices it shapes. Thread safe."""

    def __init__(self, name: str, settings: IndexSettings, connection: Connection) -> None:
        self._name = name
        self._settings = settings
        self._connection = connection
        self._applied = False

    def apply(self) -> list[str]:
        """Put the template on the server if it is new or changed, and new fields into the indices that exist."""
        with self._connection.client() as client:
            done = _apply(client, self._name, self._settings)
        self._applied = True
        return done

    def ensure(self) -> None:
        """Apply the template, unless this process has done so: without it the server would guess a mapping."""
        if not self._applied:
            self.apply()


def _apply(client: Elasticsearch, name: str, settings: IndexSettings) -> list[str]:
    full = f"{settings.prefix}-{name}"
    wanted = read_template(name, settings)
    if _current(client, full) == wanted["_meta"]:
        return []
    client.indices.put_index_template(name=full, **_arguments(wanted))
    return [
        f"put the index template {full}",
        *_update_indices(client, full, wanted["template"]["mappings"]["properties"]),
    ]


def _arguments(wanted: dict[str, Any]) -> dict[str, Any]:
    return {"meta" if name == "_meta" else name: value for name, value in wanted.items()}


def _current(client: Elasticsearch, name: str) -> Any:  # noqa: ANN401 - what the server answers
    try:
        found = client.indices.get_index_template(name=name)
    except NotFoundError:
        return None
    return found["index_templates"][0]["index_template"].get("_meta")


def _update_indices(client: Elasticsearch, full: str, properties: dict[str, Any]) -> list[str]:
    """Add fields to existing indices. Raises Incompatible where a field has changed its type."""
    pattern = f"{full}-*" if full.endswith("stories") else full
    existing = client.indices.get(index=pattern, ignore_unavailable=True, allow_no_indices=True, features="aliases")
    done = []
    for index in sorted(existing):
        try:
            client.indices.put_mapping(index=index, properties=properties)
        except ApiError as error:
            raise Incompatible(
                f"the index {index} has another mapping than this build needs: {error.message}",
                hint="take another index.prefix and replay, or put back index.analyzer",
            ) from error
        done.append(f"updated the mapping of {index}")
    return done
