"""Whether a feed's text is the whole article, and what is no part of it."""

import pytest

from pipeline.extraction.feedtext import whole, without_credit

LONG = "The council voted on Tuesday to end its contract with the maker of the readers. " * 20
CREDIT = "The post Council ends deal appeared first on Ellwick Herald."


@pytest.mark.parametrize("end", ["", "\n" + CREDIT, "\nDer Beitrag Kameras abgebaut erschien zuerst auf Bote."])
def test_long_texts_are_whole(end):
    assert whole(LONG + end)
    assert without_credit(LONG + end) == LONG.rstrip()


@pytest.mark.parametrize(
    "end",
    [
        "…",
        " [...]",
        "[…]\n" + CREDIT,
        " (more…)",
        "\nRead more",
        "\nRead the full story at Ellwick Herald »",
        "\nContinue reading Council ends deal →",
        "\nWeiterlesen …",
        "\nLire la suite de l’article",
        "\n続きを読む",
        "\n阅读全文 >",
    ],
)
def test_long_texts_that_go_on_elsewhere_are_not(end):
    assert not whole(LONG + end)


@pytest.mark.parametrize("text", ["", "One line.", LONG[:1000], CREDIT, "市议会周二投票决定。" * 30])
def test_short_texts_are_not(text):
    assert not whole(text)


def test_scripts_without_spaces_count_too():
    assert whole("市议会周二投票决定终止与车牌识别器制造商的合同。" * 25)


@pytest.mark.parametrize(
    "text", ["He read more books.\n" + LONG, LONG + "\nThe post office appeared closed.", "a\n" * 9]
)
def test_like_words_in_the_text_are_left(text):
    assert without_credit(text).strip() == text.strip()


def test_endless_texts_take_no_time():
    assert whole("the post " * 100_000)
    assert not whole("the post " * 100_000 + "…" * 100_000)
