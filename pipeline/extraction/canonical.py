"""URLs as identities: the canonical form of an address, and the site it belongs to. Pure; asks no network."""

from __future__ import annotations

import re
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

if TYPE_CHECKING:
    from tldextract import TLDExtract

_TRACKING: Final = re.compile(
    r"utm[_-]?\w+|(?:mtm|pk|piwik|matomo|hsa|soc|fb|vgo|nr_email|rb|sc_c\w*|trk)_\w+|_hs\w+|ns_\w+|wt[._]\w+|mkt_\w+|"
    r"at_(?:medium|campaign|custom\d|link\w*|format|bbc\w*|ptr\w*|source)|mc_[ce]id|oly_\w+_id|vero_(?:id|conv)|"
    r"fbclid|gclid|gclsrc|dclid|gbraid|wbraid|gad_\w+|srsltid|msclkid|yclid|ysclid|_openstat|twclid|ttclid|igshid|igsh|"
    r"li_fat_id|epik|sccid|dicbo|tblci|obOrigUrl|outbrainclickid|wickedid|elq\w+|spm|ito|fref|taid|dlbk|icid|"
    r"intcid|intcmp|cmpid|cmp|ncid|ocid|smid|smtyp|s_cid|s_kwcid|xtor|xtref|_ga|_gl|_branch_match_id|__s|mbid|"
    r"trk|trkcampaign|sr_share|partner|ref_?(?:src|url)|referrer|feature|share_?id|guccounter|guce_referrer\w*|"
    r"__twitter_impression|traffic_source|amp_js_v|amp_gsa|usqp|outputtype|zanpid|cx_artpos|pf_rd_\w+|ck_subscriber_id",
    re.IGNORECASE,
)
"""Parameters that say where a reader came from. `ref`, `source` and `id` stay: some sites tell articles by them."""

_AMP_QUERY: Final = re.compile(r"amp(?:=(?:1|true)?)?", re.IGNORECASE)
_AMP_CACHE: Final = re.compile(
    r"^https?://(?:[\w-]+\.cdn\.ampproject\.org/[cv]/|(?:www\.)?google\.[a-z.]{2,6}/amp/)(?P<secure>s/)?(?P<rest>[^/?#]+\..*)$",
    re.IGNORECASE | re.DOTALL,
)
"""Copies of articles at Google: the publisher's own address is inside."""

_SLUG: Final = re.compile(r"[^\W_]+(?:[-_][^\W_]+){2,}|\w*\d{4,}")
_PORTS: Final = {"http": 80, "https": 443}
_SAFE_PATH: Final = "/:@!$&'()*+,;=~-._%"
_SAFE_QUERY: Final = _SAFE_PATH + "?"
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_IGNORED: Final = re.compile(r"[\t\r\n]")


def canonical_url(url: str) -> str:
    """Return the form of a URL by which an article is known. Idempotent.

    Scheme and host in lower case and in ASCII, no user, no default port, no fragment, no tracking parameters, escapes
    and dot segments normalised (RFC 3986 §6.2.2), Google's copies of AMP pages unwrapped. Scheme, `www.`, trailing
    slash and the order of parameters are kept, as they may matter. What is not an http(s) URL is returned stripped.
    """
    url = _unwrapped(_IGNORED.sub("", url.strip()))
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return url
    if parts.scheme not in _PORTS or not host or not host.strip("."):
        return url
    netloc = _ascii_host(host) + (f":{port}" if port and port != _PORTS[parts.scheme] else "")
    return urlunsplit((parts.scheme, netloc, _path(parts), _query(parts.query), ""))


def _unwrapped(url: str) -> str:
    for _ in range(3):
        match = _AMP_CACHE.match(url)
        if not match:
            break
        url = f"http{'s' if match['secure'] else ''}://{match['rest']}"
    return url


def _ascii_host(host: str) -> str:
    if ":" in host:
        return f"[{host.lower()}]"
    host = host.lower().rstrip(".")
    try:
        return host.encode("idna").decode("ascii") or host
    except UnicodeError:
        return quote(host, safe=_SAFE_PATH).lower()


def _path(parts: SplitResult) -> str:
    path = _escapes(quote(parts.path, safe=_SAFE_PATH)) or "/"
    return _without_dots(path)


def _without_dots(path: str) -> str:
    kept: list[str] = []
    steps = path.split("/")[1:]
    for step in steps:
        if step == "..":
            del kept[-1:]
        elif step != ".":
            kept.append(step)
    if steps[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    kept = [item for item in query.split("&") if item and not _is_tracking(item)]
    return _escapes(quote("&".join(kept), safe=_SAFE_QUERY))


def _is_tracking(item: str) -> bool:
    name = item.removeprefix("amp;").partition("=")[0]
    return _TRACKING.fullmatch(name) is not None or _AMP_QUERY.fullmatch(item) is not None


def _escapes(text: str) -> str:
    return _ESCAPE.sub(_normal_escape, re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text))


def _normal_escape(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code in _UNRESERVED else f"%{code:02X}"


def site_of(url: str) -> str:
    """Return the registrable domain of a URL: whom it belongs to. An IP address or a single name stands for itself.

    By the public suffix list as shipped with tldextract, its private part included: a blog on a shared host is a
    site of its own, and so is each name directly under `.localhost`.
    """
    return _site_of_host(host_of(url))


def host_of(url: str) -> str:
    """Return the host of a URL in lower case, without a trailing dot; an empty text where there is none."""
    try:
        return (urlsplit(url.strip()).hostname or "").rstrip(".")
    except ValueError:
        return ""


@cache
def _suffixes() -> TLDExtract:
    from tldextract import TLDExtract

    return TLDExtract(
        cache_dir=None, suffix_list_urls=(), extra_suffixes=("localhost",), include_psl_private_domains=True
    )


def _site_of_host(host: str) -> str:
    try:
        return str(ip_address(host))
    except ValueError:
        return _suffixes().extract_str(host).top_domain_under_public_suffix or ".".join(host.split(".")[-2:])


def page_url(base: str, candidates: tuple[str, ...]) -> str:
    """Return the canonical URL of a page: the first that it claims for itself and may, else its own address.

    `base` is the address the page was read from, `candidates` its rel=canonical and og:url. A page may only claim
    addresses of its own site, and neither the site's front page nor a section of it, which careless templates name.
    """
    own = canonical_url(base)
    for candidate in candidates:
        claimed = canonical_url(_join(own, candidate))
        if _may_claim(own, claimed):
            return claimed
    return own


def _join(base: str, url: str) -> str:
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return ""


def _may_claim(own: str, claimed: str) -> bool:
    if not claimed.startswith(("http://", "https://")) or site_of(claimed) != site_of(own):
        return False
    if own == claimed:
        return True
    its = urlsplit(claimed)
    return bool(its.path.strip("/") or its.query) and not _is_section(urlsplit(own).path, its.path)


def _is_section(own: str, claimed: str) -> bool:
    """Say whether a path is a folder above a page, and the page's name is in what it lacks (not so with /amp)."""
    folder = claimed.rstrip("/") + "/"
    return own.startswith(folder) and any(_SLUG.match(step) for step in own[len(folder) :].split("/"))
