"""Addresses within the console and out of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit


def search_link(path: str, parameters: Mapping[str, str], **changes: str) -> str:
    """Return a page's address with some of its parameters changed; empty ones are left out, and so is the cursor."""
    merged = {name: value for name, value in {**parameters, **changes}.items() if value}
    if "cursor" not in changes:
        merged.pop("cursor", None)
    return f"{path}?{urlencode(merged)}" if merged else path


def narrowed(query: str, field: str, value: str) -> str:
    """Return a query with one more condition, in brackets where the query itself needs them."""
    condition = f"{field}:{quoted(value)}"
    if not query.strip() or query.strip() == "*":
        return condition
    return f"({query.strip()}) AND {condition}"


def quoted(value: str) -> str:
    """Return a value as the query language takes it."""
    if value.replace("_", "").replace("-", "").isalnum() and value.isascii():
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def outside(url: str) -> str:
    """Return the address of a foreign page, or an empty string for one that is not http: what feeds say is not safe."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.netloc else ""
