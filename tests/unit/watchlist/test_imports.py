from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.events import ConfigError
from pipeline.watchlist.imports import Row, import_rows, read_rows, rows_of, slug

from .samples import ENTITIES

HEADER = "Kind,Name,Aliases,Country,Technology,Ambiguous,Context,Website,source\n"


def imported(*lines: str, technologies: tuple[str, ...] = ("alpr",)) -> list[Row]:
    return list(import_rows(read_rows(HEADER + "\n".join(lines), ".csv"), ENTITIES, technologies))


def test_a_row_becomes_an_entity() -> None:
    (row,) = imported("vendor,Zeltor Systems,Zeltor|Zeltor Eye,UK/US,alpr,no,camera|plate,https://zeltor.example,me")
    assert row.outcome == "new"
    assert row.entity is not None
    assert row.entity.model_dump(exclude_defaults=True, mode="json") == {
        "id": "zeltor-systems",
        "kind": "vendor",
        "name": "Zeltor Systems",
        "aliases": [{"name": "Zeltor"}, {"name": "Zeltor Eye"}],
        "context": ["camera", "plate"],
        "country": ["GB", "US"],
        "technologies": ["alpr"],
        "links": {"website": "https://zeltor.example"},
    }
    assert row.notes == ("column 'source' is not known and was left out",)


def test_listed_organisations_are_left_as_they_are_and_new_names_told() -> None:
    known = ENTITIES[0]
    (row,) = imported(f"{known.kind},{known.name.upper()},Quuxatron,,,,,,")
    assert (row.outcome, row.entity, row.entity_id) == ("exists", None, known.id)
    assert f"names not listed for '{known.id}' yet: Quuxatron" in row.notes


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("planet,Foo,,,,,,,", "kind: should be"),
        ("vendor,,,,,,,,", "name is missing"),
        ("vendor,Foo,,usa1,,,,,", "country"),
        ("vendor,Foo,,,,,,ftp://x,", "website"),
        ("vendor,北京,,,,,,,", "no id can be made"),
    ],
)
def test_a_wrong_row_says_why_and_the_others_go_on(line: str, words: str) -> None:
    wrong, right = imported(line, "vendor,Zeltor,,,,,,,")
    assert (wrong.outcome, right.outcome) == ("wrong", "new")
    assert words in wrong.notes[-1]


def test_doubtful_rows_are_mended_with_a_note() -> None:
    beacon, borrowed, again = imported(
        "vendor,Beacon,,,alpr|teleport,,,,",
        f"vendor,Zeltor,{ENTITIES[0].name}|Zeltor Eye,,,,,,",
        "vendor,zeltor,,,,,,,",
    )
    assert beacon.entity is not None
    assert beacon.entity.ambiguous
    assert beacon.entity.technologies == ("alpr",)
    assert {note.split(" ")[0] for note in beacon.notes} >= {"technology", "'Beacon'"}
    assert borrowed.entity is not None
    assert [name.name for name in borrowed.entity.aliases] == ["Zeltor Eye"]
    assert (again.outcome, again.entity_id) == ("exists", "zeltor")


def test_json_and_tables_are_read() -> None:
    text = '{"entities": [{"kind": "vendor", "name": "Zeltor", "aliases": ["Z9"], "ambiguous": false}]}'
    (row,) = import_rows(read_rows(text, ".json"), ENTITIES, ())
    assert row.entity is not None
    assert row.entity.aliases[0].name == "Z9"
    assert read_rows("name\tkind\nZeltor\tvendor\n", ".tsv") == [{"name": "Zeltor", "kind": "vendor"}]


@pytest.mark.parametrize(
    ("text", "suffix", "words"),
    [
        ("kind,title of it\n", ".csv", "no column is called 'name'"),
        ("", ".csv", "no column is called 'name'"),
        ('name\n"open', ".csv", "not CSV"),
        ("{", ".json", "not JSON"),
        ("3", ".json", "not a list of organisations"),
        ("[3]", ".json", "not a list of organisations"),
        ("", ".docx", "cannot be imported"),
    ],
)
def test_files_that_are_no_list_are_one_clear_error(text: str, suffix: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        read_rows(text, suffix)


def test_yaml_data_is_taken_as_it_is() -> None:
    assert rows_of([{"name": "A"}]) == [{"name": "A"}]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Sûreté du Québec", "surete-du-quebec"), ("AT&T", "at-t"), ("Łódź 9", "lodz-9"), ("北京", ""), ("-", "")],
)
def test_ids_are_made_of_names(name: str, expected: str) -> None:
    assert slug(name) == expected


@settings(deadline=None, max_examples=150)
@given(st.lists(st.dictionaries(st.sampled_from(["name", "kind", "country", "aliases", "x"]), st.text(max_size=12))))
def test_no_row_raises(rows: list[dict[str, str]]) -> None:
    done = list(import_rows(rows, ENTITIES, ("alpr",)))
    assert [row.number for row in done] == list(range(1, len(rows) + 1))
