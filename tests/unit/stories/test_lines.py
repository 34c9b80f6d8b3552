from __future__ import annotations

from pipeline.stories.fingerprint import fingerprints, words
from pipeline.stories.lines import read

BODY = "The council voted on Tuesday to end its contract for the roadside cameras after a records request.\n" * 1
BOX = "Sign up for our morning newsletter and get the best of our reporting in your inbox every day for nothing."


def nothing(_lines: tuple[str, ...]) -> frozenset[str]:
    return frozenset()


def everything(lines: tuple[str, ...]) -> frozenset[str]:
    return frozenset(lines)


def test_a_boilerplate_line_leaves_no_fingerprints() -> None:
    (box,) = read(BOX, nothing).lines
    clean = read(BODY + BOX, lambda lines: frozenset({box} & set(lines)))
    assert clean.fingerprints == fingerprints(words(BODY))
    assert not clean.reprint
    assert len(clean.lines) == 2


def test_a_text_of_known_lines_only_is_a_new_printing() -> None:
    printed = read(BODY + BOX, everything)
    assert printed.reprint
    assert printed.fingerprints == fingerprints(words(BODY + BOX))


def test_lines_are_told_by_their_words_and_short_ones_passed_over() -> None:
    assert read("Share this\n" + BOX.upper() + "\n\n" + BOX, nothing).lines == read(BOX, nothing).lines


def test_an_empty_text() -> None:
    printed = read("", everything)
    assert (printed.lines, printed.fingerprints, printed.reprint) == ((), frozenset(), False)
