"""A small watchlist of our own for the rules, so that edits of config/watchlist change no rule test."""

from __future__ import annotations

from datetime import UTC, datetime

from pipeline.events import Article
from pipeline.watchlist.model import Entity, Name, Technology
from pipeline.watchlist.watchlist import Watchlist, assemble

NOW = datetime(2025, 3, 4, 12, tzinfo=UTC)


def unsure(name: str, **rules: object) -> Name:
    return Name(name=name, ambiguous=True, **rules)  # type: ignore[arg-type]


ENTITIES = (
    Entity(id="geofeedia", kind="vendor", name="Geofeedia", case="any", technologies=("social-media-monitoring",)),
    Entity(
        id="media-sonar",
        kind="vendor",
        name="Media Sonar",
        aliases=(Name(name="Media Sonar Inc"), Name(name="Media Sonar Technologies")),
    ),
    Entity(id="penlink", kind="vendor", name="Pen-Link"),
    Entity(id="finfisher", kind="vendor", name="FinFisher", products=(Name(name="FinSpy"),)),
    Entity(
        id="flock-safety",
        kind="vendor",
        name="Flock Safety",
        aliases=(unsure("Flock"),),
        context=("camera", "license plate", "police"),
        exclude=("flock of", "Flock Freight", "sheep"),
        technologies=("alpr", "drone"),
    ),
    Entity(
        id="nso-group",
        kind="vendor",
        name="NSO Group",
        aliases=(Name(name="NSO"),),
        products=(unsure("Pegasus"),),
        context=("spyware",),
        exclude=("Pegasus Airlines", "constellation"),
    ),
    Entity(id="intellexa", kind="vendor", name="Intellexa", products=(unsure("Predator"),), context=("spyware",)),
    Entity(id="cytrox", kind="vendor", name="Cytrox", products=(unsure("Predator"),), context=("Cytrox",)),
    Entity(
        id="axon",
        kind="vendor",
        name="Axon",
        ambiguous=True,
        long_forms=("Axon Enterprise",),
        products=(Name(name="Evidence.com"),),
        context=("Taser", "body camera"),
        exclude=("neuron",),
    ),
    Entity(
        id="ring",
        kind="vendor",
        name="Ring",
        ambiguous=True,
        aliases=(Name(name="Amazon Ring"),),
        parent="amazon",
        context=("doorbell",),
        exclude=("Token Ring",),
    ),
    Entity(id="placer-ai", kind="vendor", name="Placer.ai"),
    Entity(id="at-t", kind="vendor", name="AT&T", general=True),
    Entity(id="oreilly", kind="vendor", name="O'Reilly Detection"),
    Entity(id="nexa", kind="vendor", name="Société Nexa"),
    Entity(id="loesch", kind="vendor", name="Straßer Überwachung"),
    Entity(id="hikvision", kind="vendor", name="Hikvision", aliases=(Name(name="海康威视"),)),
    Entity(id="adae", kind="agency", name="ΑΔΑΕ"),
    Entity(id="grisha", kind="vendor", name="Норси-Транс"),
    Entity(
        id="twitter", kind="platform", name="Twitter", aliases=(Name(name="X Corp."), unsure("X")), context=("posted",)
    ),
    Entity(id="meta", kind="platform", name="Meta", ambiguous=True, context=("Facebook",), exclude=("meta-analysis",)),
    Entity(id="amazon", kind="platform", name="Amazon", ambiguous=True, context=("cloud",), exclude=("Amazon River",)),
    Entity(
        id="ice",
        kind="agency",
        name="ICE",
        ambiguous=True,
        long_forms=("U.S. Immigration and Customs Enforcement",),
        context=("immigra", "agent"),
    ),
    Entity(id="fbi", kind="agency", name="FBI", aliases=(Name(name="F.B.I."),)),
    Entity(id="citizen-lab", kind="civil_society", name="Citizen Lab"),
    Entity(
        id="parler", kind="platform", name="Parler", ambiguous=True, languages=("en",), context=("app", "application")
    ),
)
TECHNOLOGIES = (
    Technology(id="alpr", name="Licence plate readers", terms=("license plate reader", "ALPR")),
    Technology(id="face-recognition", name="Face recognition", terms=("facial recognition", "reconnaissance faciale")),
    Technology(id="social-media-monitoring", name="Social media monitoring"),
    Technology(id="drone", name="Drones", terms=("police drone",)),
)


def watchlist() -> Watchlist:
    return assemble(ENTITIES, TECHNOLOGIES, ("surveillance",))


def article(text: str, title: str = "", language: str | None = None, **more: object) -> Article:
    fields: dict[str, object] = {
        "article_id": "art-1",
        "revision": "0" * 16,
        "entry_id": "ent-1",
        "feed_id": "feed",
        "outlet": "Outlet",
        "url": "https://outlet.example/1",
        "canonical_url": "https://outlet.example/1",
        "site": "outlet.example",
        "title": title,
        "text": text,
        "seen": NOW,
        "language": language,
        "words": len(text.split()),
    }
    return Article.model_validate({**fields, **more})
