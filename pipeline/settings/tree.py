"""The settings, one typed tree. Every key has a default that needs no server; an unknown key is an error."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class Section(BaseModel):
    """A table of the settings file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BusSettings(Section):
    """The event log."""

    kind: Literal["embedded", "kafka"] = Field(
        "embedded", description="`embedded` needs no server; `kafka` scales out."
    )
    servers: str = Field("127.0.0.1:9092", description="Kafka bootstrap servers, `host:port`, separated by commas.")
    replication: int = Field(1, ge=1, description="Replication factor of the topics that `topics apply` creates.")


class IndexSettings(Section):
    """The search index."""

    kind: Literal["embedded", "elasticsearch"] = Field("embedded", description="`embedded` needs no server.")
    url: str = Field("http://127.0.0.1:9200", description="Address of Elasticsearch.")
    user: str = Field("", description="Elasticsearch user; empty for a server without security.")
    password: SecretStr = Field(SecretStr(""), description="Elasticsearch password; better given as a secret file.")
    ca_file: Path | None = Field(None, description="Certificate authority of the server, as a PEM file.")
    analyzer: str = Field(
        "english", description="Server analyzer of the readable fields, for Kibana: `english`, `standard`."
    )
    prefix: str = Field("undersight", description="First part of the names of indices and templates.")
    refresh_seconds: float = Field(1.0, gt=0, description="How long a story may stay invisible to searches.")


class FeedsSettings(Section):
    """The feeds and how often they are polled."""

    file: Path = Field(Path("config/feeds.yaml"), description="The list of feeds.")
    min_interval_seconds: int = Field(300, ge=1, description="No feed is polled more often, whatever it asks for.")
    max_interval_seconds: int = Field(21600, ge=1, description="Every feed is polled at least this often.")
    threads: int = Field(8, ge=1, description="Feeds fetched at the same time.")


class FetchingSettings(Section):
    """How foreign servers are asked."""

    user_agent: str = Field(
        "Undersight/0.1 (+https://github.com/undersight/undersight)", description="Sent with every request."
    )
    contact: str = Field("", description="An e-mail address or page that is added to the user agent.")
    allow_private: bool = Field(False, description="Allow loopback and private addresses. For the demo and tests only.")
    robots: bool = Field(True, description="Obey robots.txt (RFC 9309).")
    connect_seconds: float = Field(5.0, gt=0, description="Time to connect.")
    total_seconds: float = Field(45.0, gt=0, description="Time for a whole exchange, redirects and body included.")
    max_page_bytes: int = Field(3_000_000, ge=1000, description="Largest page, after decompression.")
    max_feed_bytes: int = Field(10_000_000, ge=1000, description="Largest feed, after decompression.")
    host_interval_seconds: float = Field(1.0, ge=0, description="Pause between two requests to one host.")
    host_connections: int = Field(2, ge=1, description="Requests to one host at the same time.")
    threads: int = Field(16, ge=1, description="Pages fetched at the same time.")


class ExtractionSettings(Section):
    """How articles are taken out of pages."""

    quality: Literal["fast", "balanced", "best"] = Field(
        "balanced",
        description="Extractors asked for each page: `fast` asks two cheap ones; `balanced` a stricter one and, where "
        "the two disagree, all; `best` always three, at five times the CPU.",
    )
    workers: int = Field(2, ge=1, description="Worker processes that parse foreign HTML.")
    cpu_seconds: float = Field(20.0, gt=0, description="CPU time a page may take before its worker is killed.")
    memory_mb: int = Field(1024, ge=256, description="Memory a worker may use.")
    min_words: int = Field(40, ge=1, description="A shorter page is not taken for an article; the feed's text is used.")


class ArchiveSettings(Section):
    """Pages kept as they were fetched, so that they can be extracted again."""

    enabled: bool = Field(True, description="Keep every page that is fetched, in WARC files.")
    folder: Path | None = Field(None, description="Where the files lie; default `archive` in the data folder.")
    max_file_mb: int = Field(100, ge=1, description="A larger file is closed and a new one begun.")
    max_total_mb: int = Field(2000, ge=2, description="When all files together are larger, the oldest are deleted.")
    min_free_mb: int = Field(500, ge=0, description="With less free on the disk nothing is archived; the flow goes on.")


class WatchlistSettings(Section):
    """The organisations to be tagged."""

    folder: Path = Field(Path("config/watchlist"), description="Folder of YAML files.")


class AlertsSettings(Section):
    """The saved searches and where their alerts go."""

    file: Path = Field(Path("config/alerts.yaml"), description="Saved searches and channels.")


class SmtpSettings(Section):
    """The mail server for alerts by e-mail."""

    host: str = Field("", description="Mail server; empty switches e-mail off.")
    port: int = Field(587, ge=1, le=65535, description="587 for STARTTLS, 465 for TLS, 25 for neither.")
    tls: Literal["starttls", "tls", "none"] = Field("starttls", description="How the connection is secured.")
    user: str = Field("", description="User, if the server asks for one.")
    password: SecretStr = Field(SecretStr(""), description="Password; better given as a secret file.")
    sender: str = Field("undersight@localhost", description="Address the alerts come from.")


class NotificationsSettings(Section):
    """How alerts are delivered."""

    smtp: SmtpSettings = Field(default_factory=SmtpSettings, description="Mail server.")
    allow_private: bool = Field(False, description="Allow webhooks on loopback and private addresses.")
    log_file: Path | None = Field(
        None, description="Where channel `log` writes; default `alerts.jsonl` in the data folder."
    )


class DeliverySettings(Section):
    """How messages that fail are tried again."""

    attempts: int = Field(6, ge=1, description="Tries of a message before it becomes a dead letter.")
    first_delay_seconds: float = Field(
        5.0, ge=0, description="Delay before the second try; it grows fourfold each time."
    )
    max_delay_seconds: float = Field(3600.0, ge=0, description="Longest delay between two tries.")
    in_place_tries: int = Field(2, ge=0, description="Tries within seconds, before the retry topic is used.")
    batch: int = Field(100, ge=1, description="Messages taken at once.")
    in_flight: int = Field(64, ge=1, description="Messages being worked on elsewhere (threads, processes) per hop.")


class ObservabilitySettings(Section):
    """Logs and numbers."""

    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least severity written.")
    log_format: Literal["auto", "console", "json"] = Field(
        "auto", description="`auto`: console on a terminal, else JSON."
    )
    metrics_host: str = Field("127.0.0.1", description="Address /metrics and /ready are served on.")
    metrics_port: int = Field(
        0, ge=0, le=65000, description="First port of /metrics and /ready, one for each process; 0 is off."
    )


class ConsoleSettings(Section):
    """The console in the browser, and its JSON API."""

    host: str = Field("127.0.0.1", description="Address it listens on; any but this machine's own needs a token.")
    port: int = Field(8787, ge=0, le=65535, description="Port it listens on; 0 takes a free one.")
    token: SecretStr = Field(SecretStr(""), description="Token that is asked for; better given as a secret file.")


class Settings(Section):
    """The whole tree. Relative paths are relative to the folder the command is run in."""

    data_dir: Path = Field(Path("data"), description="Where the embedded log and index and the stores of the hops lie.")
    bus: BusSettings = Field(default_factory=BusSettings, description="The event log.")
    index: IndexSettings = Field(default_factory=IndexSettings, description="The search index.")
    feeds: FeedsSettings = Field(default_factory=FeedsSettings, description="Feeds.")
    fetching: FetchingSettings = Field(default_factory=FetchingSettings, description="Fetching.")
    extraction: ExtractionSettings = Field(default_factory=ExtractionSettings, description="Extraction.")
    archive: ArchiveSettings = Field(default_factory=ArchiveSettings, description="Archive of pages.")
    watchlist: WatchlistSettings = Field(default_factory=WatchlistSettings, description="Watchlist.")
    alerts: AlertsSettings = Field(default_factory=AlertsSettings, description="Alerts.")
    notifications: NotificationsSettings = Field(
        default_factory=NotificationsSettings, description="Delivery of alerts."
    )
    delivery: DeliverySettings = Field(default_factory=DeliverySettings, description="Retries.")
    console: ConsoleSettings = Field(default_factory=ConsoleSettings, description="Console and API.")
    observability: ObservabilitySettings = Field(default_factory=ObservabilitySettings, description="Logs and metrics.")
