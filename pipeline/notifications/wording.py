"""What a subscriber reads: an alert as data, as a subject line, as plain text and as simple HTML. Pure."""

from __future__ import annotations

from html import escape
from typing import Final

from pipeline.events import Alert

_LONGEST_SUBJECT: Final = 180
_MOST: Final = 20


def data(alert: Alert) -> dict[str, object]:
    """Return an alert as JSON data, well below the 20 kB that a webhook should not exceed."""
    return {
        "alert_id": alert.alert_id,
        "rule": {"id": alert.rule_id, "name": alert.rule_name[:300], "query": alert.query[:2000]},
        "story": {
            "id": alert.story_id,
            "title": alert.title[:500],
            "url": alert.url[:2000],
            "outlet": alert.outlet[:200],
            "published": alert.published.isoformat() if alert.published else None,
        },
        "organisations": [name[:100] for name in alert.organisations[:_MOST]],
        "why": [word[:200] for word in alert.why[:_MOST]],
        "raised": alert.raised.isoformat(),
    }


def subject(alert: Alert) -> str:
    """Return one line for the subject of a message: the rule and the headline, no line breaks."""
    line = " ".join(f"[{alert.rule_name}] {alert.title}".split())
    return line if len(line) <= _LONGEST_SUBJECT else line[: _LONGEST_SUBJECT - 1] + "…"


def plain(alert: Alert) -> str:
    """Return the alert as plain text."""
    lines = [alert.title, alert.url, "", f"{alert.outlet}{_date(alert)}"]
    lines += [f"{label}: {value}" for label, value in _facts(alert)]
    lines += ["", f"Story {alert.story_id}", f"Alert {alert.alert_id}"]
    return "\n".join(lines) + "\n"


def simple_html(alert: Alert) -> str:
    """Return the alert as HTML: text and one link, nothing loaded from anywhere."""
    title = escape(alert.title)
    link = f'<a href="{escape(alert.url)}">{title}</a>' if _is_web(alert.url) else title
    rows = "".join(f"<p><b>{escape(label)}:</b> {escape(value)}</p>" for label, value in _facts(alert))
    return (
        f"<!doctype html><html><body><h3>{link}</h3><p>{escape(alert.outlet + _date(alert))}</p>{rows}"
        f"<p><small>Story {escape(alert.story_id)} · Alert {escape(alert.alert_id)}</small></p></body></html>\n"
    )


def _facts(alert: Alert) -> list[tuple[str, str]]:
    facts = [
        ("Rule", alert.rule_name),
        ("Why it matched", ", ".join(alert.why[:_MOST])),
        ("Organisations", ", ".join(alert.organisations[:_MOST])),
        ("Query", " ".join(alert.query.split())),
    ]
    return [(label, value) for label, value in facts if value]


def _date(alert: Alert) -> str:
    return f", {alert.published:%d %B %Y %H:%M} UTC" if alert.published else ""


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://"))
