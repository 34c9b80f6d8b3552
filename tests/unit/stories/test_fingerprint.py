from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.stories.fingerprint import MOST, fingerprints, fold, from_hex, line_hash, to_hex, words

WORD = st.text(alphabet="abcdefgh", min_size=1, max_size=6)


def test_case_accents_and_quotes_make_no_difference() -> None:
    assert words("Société d’ÉCOUTE: “Straße”") == words("societe d'ecoute — strasse")


def test_hangul_stays_whole_and_han_goes_by_characters() -> None:
    assert words("감시 기술") == ["감시", "기술"]
    assert words("监控ABC") == ["监", "控", "abc"]


def test_hashes_are_the_same_on_every_machine() -> None:
    text = "the city council voted on tuesday to end its contract for licence plate cameras"
    assert to_hex(fingerprints(words(text))) == ("1aae31c019f838ef",)
    assert line_hash(words("Subscribe to our NEWSLETTER!")) == "7c6d4cee906be7b9"


def test_short_texts() -> None:
    assert fingerprints(words("only four words here")) == frozenset()
    assert len(fingerprints(words("now there are five words"))) == 1


def test_a_long_text_keeps_its_smallest_fingerprints() -> None:
    tokens = [f"w{n}" for n in range(20_000)]
    kept = fingerprints(tokens)
    assert len(kept) == MOST
    assert kept & fingerprints(tokens[100:] + ["more", "words"] * 20)


@settings(deadline=None)
@given(st.lists(WORD, min_size=12, max_size=40), st.lists(WORD, max_size=40), st.lists(WORD, max_size=40))
def test_a_shared_run_of_twelve_words_shares_a_fingerprint(run: list[str], before: list[str], after: list[str]) -> None:
    around = [*(f"x{w}" for w in before), *run, *(f"y{w}" for w in after)]
    assert fingerprints(run) & fingerprints(around)


@settings(deadline=None)
@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert words(fold(text)) == words(text)


@settings(deadline=None)
@given(st.frozensets(st.integers(min_value=0, max_value=2**64 - 1)))
def test_hex_and_back(values: frozenset[int]) -> None:
    assert from_hex(to_hex(values)) == values
    assert all(len(value) == 16 for value in to_hex(values))
