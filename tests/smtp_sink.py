"""A mail server that keeps what it is given and misbehaves when asked to."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Self

Answer = Callable[[str], str | None]


@dataclass
class Received:
    """One mail as it came in: the envelope and the parsed message."""

    sender: str
    recipients: list[str]
    message: EmailMessage

    @property
    def message_id(self) -> str:
        return self.message["Message-ID"]


@dataclass
class SmtpSink:
    """Use as a context manager; listens on `port` of 127.0.0.1.

    `answer_recipient(address)` and `answer_data(address)` may say "550 no such person" instead of accepting; an answer of
    "hang up" breaks the connection after the mail was kept. `pause` is how long the server thinks about each mail, in
    seconds. `on_mail` is told of each mail before its sender is.
    """

    answer_recipient: Answer = lambda address: None
    answer_data: Answer = lambda address: None
    answer_hello: Answer = lambda name: None
    on_mail: Callable[[Received], None] = lambda received: None
    pause: float = 0
    mails: list[Received] = field(default_factory=list)
    connections: int = 0

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _Conversation)
        self._server.sink = self
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def message_ids(self) -> list[str]:
        return [mail.message_id for mail in self.mails]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    sink: SmtpSink


class _Conversation(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.server.sink.connections += 1
        self.say("220 sink")
        self.sender, self.recipients = "", []
        try:
            while line := self.rfile.readline():
                verb, _, rest = line.decode().strip().partition(" ")
                if not self.obey(verb.upper(), rest):
                    return
        except ConnectionError:
            pass  # a client that was killed

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def obey(self, verb: str, rest: str) -> bool:
        """Answers one command; False ends the conversation."""
        sink = self.server.sink
        if verb in {"EHLO", "HELO"}:
            self.say(sink.answer_hello(rest) or "250 sink")
        elif verb == "MAIL":
            self.sender, self.recipients = address_in(rest), []
            self.say("250 ok")
        elif verb == "RCPT":
            refusal = sink.answer_recipient(address_in(rest))
            if not refusal:
                self.recipients.append(address_in(rest))
            self.say(refusal or "250 ok")
        elif verb == "DATA":
            return self.take()
        elif verb == "QUIT":
            self.say("221 bye")
            return False
        else:
            self.say("250 ok")  # RSET, NOOP
        return True

    def take(self) -> bool:
        sink = self.server.sink
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        if line == b"":
            return False  # died before the end: not a mail
        refusal = sink.answer_data(self.recipients[0])
        if refusal and refusal != "hang up":
            self.say(refusal)
            return True
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        received = Received(self.sender, self.recipients, message)
        time.sleep(sink.pause)
        sink.mails.append(received)
        sink.on_mail(received)
        if refusal:
            return False
        self.say("250 kept")
        return True


def address_in(rest: str) -> str:
    """`FROM:<someone@example.org> size=12` -> `someone@example.org`"""
    return rest.partition("<")[2].partition(">")[0]
