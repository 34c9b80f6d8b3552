"""Alerts by e-mail, over SMTP. The Message-ID is the delivery id, so that mail systems can drop a repeat."""

from __future__ import annotations

import smtplib
import ssl
import threading
from contextlib import suppress
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from pipeline.events import Alert, ConfigError
from pipeline.settings.tree import SmtpSettings

from .port import SendFailure, Sent
from .wording import plain, simple_html, subject

SECONDS: Final = 20.0
"""Longest wait for any one answer of the mail server."""

CONNECT_SECONDS: Final = 8.0
"""Longest wait for a connection and its greeting, which some servers hold back for 6 s. Nothing can break it off."""


class MailSender:
    """Sends each alert as one message over a connection of its own."""

    def __init__(self, settings: SmtpSettings, to: tuple[str, ...], channel: str) -> None:
        if not settings.host:
            raise ConfigError(
                f"channel '{channel}' sends e-mail, but no mail server is set",
                hint="set host in [notifications.smtp] of the settings, or take the channel out of alerts.yaml",
            )
        if "@" not in settings.sender:
            raise ConfigError(
                f"'{settings.sender}' is not an e-mail address",
                hint="set sender in [notifications.smtp]",
            )
        self._settings = settings
        self._to = to
        self._lock = threading.Lock()
        self._open: set[smtplib.SMTP] = set()

    def send(self, alert: Alert, delivery_id: str) -> Sent | SendFailure:
        """Hand one message to the mail server."""
        letter = message(alert, delivery_id, self._settings.sender, self._to, datetime.now(UTC))
        try:
            refused = self._hand_over(letter)
        except smtplib.SMTPRecipientsRefused as error:
            return _refusal(error.recipients)
        except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
            return SendFailure(_said(error.smtp_code, error.smtp_error), permanent=error.smtp_code >= 500)
        except smtplib.SMTPAuthenticationError as error:  # a wrong password can be set right: the alert waits
            return SendFailure(f"the mail server refused the login: {_said(error.smtp_code, error.smtp_error)}")
        except (smtplib.SMTPException, OSError) as error:
            return SendFailure(f"mail server {self._settings.host}:{self._settings.port}: {error}")
        return Sent("; ".join(f"{who} refused: {_said(*answer)}" for who, answer in refused.items()))

    def close(self) -> None:
        """Break the connections that are open."""
        with self._lock:
            for client in self._open:
                if client.sock is not None:
                    with suppress(OSError):
                        client.sock.shutdown(2)

    def _hand_over(self, letter: EmailMessage) -> dict[str, tuple[int, bytes]]:
        client = self._connect()
        with self._lock:
            self._open.add(client)
        try:
            if self._settings.tls == "starttls":
                client.starttls(context=ssl.create_default_context())
            if self._settings.user:
                client.login(self._settings.user, self._settings.password.get_secret_value())
            return client.send_message(letter, from_addr=self._settings.sender, to_addrs=list(self._to))
        finally:
            with self._lock:
                self._open.discard(client)
            _hang_up(client)

    def _connect(self) -> smtplib.SMTP:
        host, port = self._settings.host, self._settings.port
        name = self._settings.sender.partition("@")[2]  # the library would look its own name up in DNS
        if self._settings.tls == "tls":
            context = ssl.create_default_context()
            client: smtplib.SMTP = smtplib.SMTP_SSL(host, port, name, timeout=CONNECT_SECONDS, context=context)
        else:
            client = smtplib.SMTP(host, port, name, timeout=CONNECT_SECONDS)
        if client.sock is not None:
            client.sock.settimeout(SECONDS)
        return client


def message(alert: Alert, delivery_id: str, sender: str, to: tuple[str, ...], now: datetime) -> EmailMessage:
    """Return the message for an alert: plain text with HTML beside it, nothing that reports back."""
    letter = EmailMessage()
    letter["Subject"] = subject(alert)
    letter["From"] = Address("Undersight", addr_spec=sender)
    letter["To"] = ", ".join(to)
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = f"<{delivery_id}@{sender.partition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Undersight-Rule"] = alert.rule_id
    letter.set_content(plain(alert))
    letter.add_alternative(simple_html(alert), subtype="html")
    return letter


def _hang_up(client: smtplib.SMTP) -> None:
    """Say goodbye; the message is handed over or not, whatever the answer to that is."""
    with suppress(smtplib.SMTPException, OSError):
        client.quit()
    client.close()


def _refusal(recipients: dict[str, tuple[int, bytes]]) -> SendFailure:
    detail = "; ".join(f"{who} refused: {_said(*answer)}" for who, answer in recipients.items())
    return SendFailure(detail, permanent=all(code >= 500 for code, _ in recipients.values()))


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())[:200]}"
