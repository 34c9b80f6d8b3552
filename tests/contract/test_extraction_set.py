"""The benchmark on labelled sets: the metric of the public one, its format of folders, and what it says of bad ones."""

import gzip
import json

import pytest

from bench import extraction_set
from bench.shingle_metric import match, score

TEXT = [
    "The vote on Tuesday was 7 to 4. The council had bought the cameras two years ago from a firm in the north.",
    "The masts are to be taken down by the end of the year, the mayor said, and the money goes to the library.",
    "The firm says that it regrets the vote and that its cameras have never been misused by anybody in the town.",
]
HTML = "<html><body><nav><a href='/'>Home</a></nav><article><h1>Masts</h1>%s</article></body></html>"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "html").mkdir()
    page = (HTML % "".join(f"<p>{text}</p>" for text in TEXT)).encode()
    (tmp_path / "html" / "one.html.gz").write_bytes(gzip.compress(page))
    (tmp_path / "html" / "two.html").write_bytes(b"<html><body><a href='/'>Only a link</a></body></html>")
    labels = {"one": {"articleBody": "\n\n".join(TEXT), "url": "https://a.example/1"}, "two": {"articleBody": TEXT[0]}}
    (tmp_path / "ground-truth.json").write_text(json.dumps(labels))
    return tmp_path


def test_the_metric_is_that_of_the_benchmark():
    # worked by hand: 4 of the 5 runs of the text are among the 6 of the label
    found = match("a b c d e f g h i", "a b c d e f g X")
    assert (found.shared, found.extra, found.missing) == (4, 1, 2)
    assert (found.precision, found.recall) == (4 / 5, 4 / 6)
    assert found.f1 == pytest.approx(2 * 4 / 11)
    assert match("A b c d", "a b c d").shared == 0
    assert match("one two", "one two").f1 == 1
    assert match("", "").f1 == 1


def test_an_empty_text_has_no_precision_and_f1_is_of_the_means():
    found = score([match("a b c d", "a b c d"), match("a b c d", ""), match("a b c d", "a b c d e f g")], rounds=50)
    assert found.precision == pytest.approx((1 + 1 / 4) / 2)
    assert found.recall == pytest.approx(2 / 3)
    assert found.f1 == pytest.approx(2 * found.precision * found.recall / (found.precision + found.recall))
    assert found.spread > 0
    assert score([match("a b c d", "")], rounds=10).f1 == 0


def test_a_folder_is_scored_in_every_mode_and_against_others(folder, tmp_path, capsys):
    out = tmp_path / "out.json"
    arguments = [str(folder), "--quality", "fast", "balanced", "best", "--against", "resiliparse", "--write", str(out)]
    assert extraction_set.main([*arguments, "--rounds", "20"]) == 0
    printed = capsys.readouterr().out
    assert "2 pages" in printed
    assert "worst pages in best" in printed
    written = json.loads(out.read_text())
    assert list(written["scores"]) == ["fast", "balanced", "best", "resiliparse"]
    for mode in ("fast", "balanced", "best"):
        assert written["pages"][mode]["one"]["f1"] == 1.0
        assert written["scores"][mode]["bad"] == 1
        assert written["scores"][mode]["cpu_ms_mean"] > 0
        assert json.loads((tmp_path / "out" / f"{mode}.json").read_text())["one"]["articleBody"] == "\n".join(TEXT)


def test_a_page_that_breaks_an_extractor_is_counted_and_the_next_is_scored(capsys):
    def broken(page):
        raise RuntimeError("no tree")

    run = extraction_set.Run()
    page = extraction_set.Labelled("one", b"", TEXT[0], "https://a.example/")
    extraction_set.note(run, page, *extraction_set.timed(broken, page))
    assert (run.errors, run.texts) == (1, [""])
    assert "one: RuntimeError: no tree" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (lambda folder: (folder / "ground-truth.json").unlink(), "does not exist: give the folder"),
        (lambda folder: (folder / "ground-truth.json").write_text("{"), "cannot be read"),
        (lambda folder: (folder / "ground-truth.json").write_text("[]"), "has to be an object"),
        (lambda folder: (folder / "ground-truth.json").write_text('{"one": {"articleBody": 7}}'), "the entry one"),
        (lambda folder: (folder / "html" / "two.html").unlink(), "two.html.gz does not exist"),
        (lambda folder: (folder / "html" / "one.html.gz").write_bytes(b"no gzip"), "one.html.gz cannot be read"),
    ],
)
def test_a_bad_folder_is_one_clear_line(folder, broken, said, capsys):
    broken(folder)
    assert extraction_set.main([str(folder)]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
