"""What is sent to Elasticsearch, and where templates are found; no server."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import orjson
import pytest

from pipeline.events.errors import ConfigError
from pipeline.index import SearchRequest
from pipeline.index.document import FACETS, KEYWORD_FIELDS
from pipeline.index.elasticsearch_bulk import pauses
from pipeline.index.elasticsearch_document import body, month_index, story_of
from pipeline.index.elasticsearch_query import compile_query
from pipeline.index.elasticsearch_search import search_body
from pipeline.index.elasticsearch_templates import NAMES, read_template, template_folder
from pipeline.index.plan import plan
from pipeline.index.query import parse
from pipeline.settings.tree import IndexSettings
from tests.unit.index.making import NOW, mention, story

SETTINGS = IndexSettings(kind="elasticsearch", prefix="news", analyzer="standard", refresh_seconds=0.5)


def test_a_document_is_the_story_and_has_only_mapped_fields() -> None:
    kept = story(1, "A title", "And a text", mentions=[mention("Example Vendor")], published=None)
    sent = orjson.loads(orjson.dumps(body(kept)))
    mappings = read_template("stories", SETTINGS)["template"]["mappings"]
    assert set(sent) <= set(mappings["properties"])
    assert b"And a text" not in orjson.dumps(sent["story"])
    source = {name: value for name, value in sent.items() if name not in mappings["_source"]["excludes"]}
    assert story_of(source) == kept


def test_every_field_and_facet_is_mapped() -> None:
    mappings = read_template("stories", SETTINGS)["template"]["mappings"]
    assert mappings["dynamic"] == "strict"
    for field in KEYWORD_FIELDS:
        assert mappings["properties"][f"{field}_value"]["type"] == "keyword"
        assert f"{field}_value" in mappings["_source"]["excludes"]
    for facet in FACETS:
        assert mappings["properties"][facet]["type"] == "keyword"


def test_templates_are_filled_in_from_the_settings() -> None:
    stories, entries = (read_template(name, SETTINGS) for name in NAMES)
    assert stories["index_patterns"] == ["news-stories-*"]
    assert list(stories["template"]["aliases"]) == ["news-stories"]
    assert stories["template"]["mappings"]["properties"]["text"]["analyzer"] == "standard"
    assert stories["template"]["settings"]["index"]["refresh_interval"] == "500ms"
    assert entries["index_patterns"] == ["news-entries"]
    assert stories["_meta"] != read_template("stories", SETTINGS.model_copy(update={"analyzer": "english"}))["_meta"]


def test_a_damaged_template_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "stories.json").write_text("{")
    with pytest.raises(ConfigError, match=r"stories\.json"):
        read_template("stories", SETTINGS, tmp_path)
    assert template_folder().name == "elasticsearch"


def test_a_story_lies_in_the_month_it_was_first_seen_in_utc() -> None:
    east = timezone(timedelta(hours=9))
    assert month_index("news", datetime(2024, 6, 1, 8, 0, tzinfo=east)) == "news-stories-2024.05"


def test_queries_use_nothing_but_plain_clauses() -> None:
    text = 'companies "pen link" "sold tools"~2 surv* vendor:x published:>2024 -lang:de copies:[1 TO *] tech:*'
    sent = orjson.dumps(compile_query(plan(parse(text, now=NOW)))).decode()
    for clause in ("query_string", "script", "wildcard", "regexp", "percolate"):
        assert f'"{clause}"' not in sent
    for clause in ("bool", "term", "match_phrase", "span_near", "prefix", "range", "exists"):
        assert f'"{clause}"' in sent


def test_one_story_too_many_is_asked_for() -> None:
    sent = search_body(plan(None), SearchRequest(size=10, facets={"org": 5}, histogram="month"), None)
    assert sent["size"] == 11
    assert sent["sort"] == [{"order": "desc"}, {"story_id": "asc"}]
    assert sent["aggregations"]["histogram"]["date_histogram"]["calendar_interval"] == "month"


def test_pauses_grow_and_end() -> None:
    found = list(pauses())
    assert 3 <= len(found) <= 10
    assert all(0 < pause < 10 for pause in found)
