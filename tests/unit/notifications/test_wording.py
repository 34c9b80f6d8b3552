from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.events import Alert
from pipeline.notifications.mail import message
from pipeline.notifications.webhook import judge, signed_headers
from pipeline.notifications.wording import data, plain, simple_html, subject
from tests.contract.test_notifications import ALERT, NOW

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@settings(deadline=None, max_examples=80)
@given(title=TEXT, rule=TEXT, outlet=TEXT, why=st.lists(TEXT, max_size=5))
def test_any_text_makes_a_message_that_can_be_sent(title: str, rule: str, outlet: str, why: list[str]) -> None:
    alert = ALERT.model_copy(update={"title": title, "rule_name": rule, "outlet": outlet, "why": tuple(why)})
    letter = message(alert, "dlv-1", "a@b.example", ("c@d.example",), NOW)
    assert letter.as_bytes()
    assert len(letter["Subject"].splitlines()) <= 1
    assert "<script" not in simple_html(alert)


def huge() -> Alert:
    long = "long " * 4000
    many = tuple(f"{long}{n}" for n in range(500))
    return ALERT.model_copy(update={"title": long, "query": long, "organisations": many, "why": many, "url": long})


def test_a_huge_alert_stays_small() -> None:
    assert len(json.dumps(data(huge()))) < 20_000
    assert len(subject(huge())) <= 180


def test_a_page_links_only_to_the_web() -> None:
    bad = ALERT.model_copy(update={"url": "javascript:alert(1)", "title": "<script>x</script>"})
    assert "href" not in simple_html(bad)
    assert "<script" not in simple_html(bad)
    assert plain(bad).startswith("<script>x</script>\njavascript:")


def test_the_id_and_the_time_are_signed() -> None:
    one = signed_headers("dlv-1", NOW, b"{}", b"k" * 24)
    assert one == signed_headers("dlv-1", NOW, b"{}", b"k" * 24)
    other = signed_headers("dlv-2", NOW, b"{}", b"k" * 24)
    assert one["webhook-signature"] != other["webhook-signature"]


def test_answers() -> None:
    assert judge(299, None, NOW).detail == "status 299"
    assert "redirects are not followed" in judge(307, None, NOW).detail
