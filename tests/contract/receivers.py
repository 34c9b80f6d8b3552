"""Where alerts arrive in tests: a small mail server and a small web server on loopback."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar

S = TypeVar("S", bound=socketserver.BaseServer)


@dataclass
class Letter:
    sender: str
    to: list[str]
    data: bytes

    @property
    def message(self) -> EmailMessage:
        parsed = message_from_bytes(self.data, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks enough SMTP; `answers` replaces the answer to a command, `drop_at` hangs up when it comes."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Mail)
        self.letters: list[Letter] = []
        self.answers: dict[str, str] = {}
        self.refused: dict[str, str] = {}
        self.drop_at = ""

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Mail(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 loopback")
        self._sender, self._to = "", list[str]()
        while line := self.rfile.readline():
            command = line.split(b" ")[0].strip().decode().upper()
            if command == self.server.drop_at:
                return
            if command in self.server.answers:
                self._say(self.server.answers[command])
            elif not self._obey(command, line.decode()):
                return

    def _obey(self, command: str, line: str) -> bool:
        match command:
            case "MAIL":
                self._sender = line.partition("<")[2].partition(">")[0]
                self._say("250 fine")
            case "RCPT":
                self._recipient(line.partition("<")[2].partition(">")[0])
            case "DATA":
                self._say("354 go on")
                self.server.letters.append(Letter(self._sender, self._to, self._data()))
                self._say("250 taken")
            case "QUIT":
                self._say("221 bye")
                return False
            case _:
                self._say("250 loopback")
        return True

    def _recipient(self, address: str) -> None:
        answer = self.server.refused.get(address, "250 fine")
        if answer.startswith("250"):
            self._to.append(address)
        self._say(answer)

    def _data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@dataclass
class Post:
    headers: dict[str, str]
    body: bytes


@dataclass
class Answer:
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)


class HookServer(ThreadingHTTPServer):
    """Takes every POST; `answers` are given one after the other, the last one for ever. `hang` answers nothing."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Hook)
        self.posts: list[Post] = []
        self.answers: list[Answer] = [Answer()]
        self.hang = False
        self.released = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hook"


class _Hook(BaseHTTPRequestHandler):
    server: HookServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if len(body) < int(self.headers.get("Content-Length", 0)):
            return  # the sender died in the middle: no request
        self.server.posts.append(Post({k.lower(): v for k, v in self.headers.items()}, body))
        if self.server.hang:
            self.server.released.wait(30)
            return
        answer = self.server.answers.pop(0) if len(self.server.answers) > 1 else self.server.answers[0]
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def mail_server() -> Iterator[MailServer]:
    yield from _serving(MailServer())


@contextmanager
def hook_server() -> Iterator[HookServer]:
    server = HookServer()
    try:
        yield from _serving(server)
    finally:
        server.released.set()


def _serving(server: S) -> Iterator[S]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
