from __future__ import annotations

import orjson

from pipeline.watchlist import Tagger
from pipeline.watchlist.batch import read_article, read_line, tag_lines

from .samples import NOW, article, watchlist

TAGGER = Tagger(watchlist())


def run(*lines: str | bytes) -> tuple[list[str], list[tuple[int, str]]]:
    errors: list[tuple[int, str]] = []
    tagged = tag_lines(lines, TAGGER, now=NOW, on_error=lambda number, reason: errors.append((number, reason)))
    return [f"{one.article.entry_id}:{len(one.mentions)}" for one in tagged], errors


def test_plain_lines_and_article_events_are_read_alike() -> None:
    event = article("Geofeedia closed.").model_dump_json()
    plain = orjson.dumps({"id": 7, "url": "https://a.example/x", "title": "T", "text": "Geofeedia", "lang": "en"})
    assert run(event, "", plain, '{"id": "n", "text": "Nothing", "extra": 1}') == (["ent-1:1", "7:1", "n:0"], [])


def test_bad_lines_are_reported_with_their_number_and_the_rest_goes_on() -> None:
    done, errors = run(
        '{"id": 1, "text": "NSO"}', "{", "[1]", '{"id": 2}', '{"article_id": "x"}', '{"id": 3, "text": ""}'
    )
    assert done == ["1:1", "3:0"]
    assert [number for number, _ in errors] == [2, 3, 4, 5]
    assert errors[0][1].startswith("not JSON")
    assert errors[1][1].startswith("not a JSON object")
    assert errors[2][1] == "text is missing"


def test_odd_addresses_do_no_harm() -> None:
    assert run('{"id": 1, "url": "http://[bad", "text": "NSO"}') == (["1:1"], [])


def test_nulls_and_odd_languages_are_taken_for_what_they_mean() -> None:
    line = '{"id": 1, "url": null, "title": null, "text": "NSO", "lang": "pt_BR"}'
    assert run(line) == (["1:1"], [])
    assert read_article(line, now=NOW).language == "pt-br"
    assert read_article('{"id": 1, "text": "NSO", "lang": ""}', now=NOW).language is None


def test_the_id_comes_back_as_it_was_given() -> None:
    assert read_line('{"id": 7, "text": ""}', now=NOW).id == 7
    assert read_line('{"id": "7", "text": ""}', now=NOW).id == "7"
    assert read_line(article("x").model_dump_json(), now=NOW).id == "ent-1"
