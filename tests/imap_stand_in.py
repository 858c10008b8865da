"""A mail server with one mailbox, as far as the portal asks it (RFC 3501), on this machine."""

from __future__ import annotations

import re
import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from typing import Self

PASSWORD = "pass word"


@dataclass
class ImapStandIn:
    """Use as a context manager. `mails` by their number, `flags` of each; `dies_at` names a command at which it hangs up."""

    mails: dict[int, bytes] = field(default_factory=dict)
    flags: dict[int, set[str]] = field(default_factory=dict)
    has_uidplus: bool = True
    dies_at: str = ""
    tls: ssl.SSLContext | None = None
    commands: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _Talk)
        self._server.stand_in = self
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    stand_in: ImapStandIn

    def get_request(self):
        talk, address = super().get_request()
        if self.stand_in.tls is not None:
            talk = self.stand_in.tls.wrap_socket(talk, server_side=True)
        return talk, address

    def handle_error(self, request, client_address):
        """A client that doesn't like the certificate is no failure of the stand-in."""


class _Talk(socketserver.StreamRequestHandler):
    server: _Server
    is_in = False

    def handle(self) -> None:
        self.say("* OK ready")
        try:
            while line := self.rfile.readline():
                tag, _, command = line.decode().strip().partition(" ")
                self.server.stand_in.commands.append(command)
                name = command.removeprefix("UID ").split(" ")[0].upper()
                if name == self.server.stand_in.dies_at:
                    return
                answer = getattr(self, f"do_{name.lower()}", lambda rest: "BAD what")(command)
                self.say(f"{tag} {answer}")
                if name == "LOGOUT":
                    return
        except ConnectionError:
            pass  # a client that was killed

    def say(self, words: str | bytes) -> None:
        self.wfile.write((words.encode() if isinstance(words, str) else words) + b"\r\n")

    def do_capability(self, command: str) -> str:
        # As Dovecot: what it can is said to those who are in.
        can = self.is_in and self.server.stand_in.has_uidplus
        self.say("* CAPABILITY IMAP4rev1" + (" UIDPLUS" if can else ""))
        return "OK done"

    def do_login(self, command: str) -> str:
        self.is_in = f'"{PASSWORD}"' in command
        return "OK in" if self.is_in else "NO wrong"

    def do_select(self, command: str) -> str:
        if '"INBOX"' not in command:
            return "NO such folder"
        self.say(f"* {len(self.server.stand_in.mails)} EXISTS")
        return "OK [READ-WRITE] selected"

    def do_search(self, command: str) -> str:
        here = self.server.stand_in
        found = [number for number in sorted(here.mails) if not here.flags.get(number, set()) & {r"\Seen", r"\Deleted"}]
        self.say(f"* SEARCH {' '.join(map(str, found))}")
        return "OK found"

    def do_fetch(self, command: str) -> str:
        number = int(command.split(" ")[2])
        most = int(re.search(r"<0\.(\d+)>", command)[1])
        if (mail := self.server.stand_in.mails.get(number)) is not None:
            part = mail[:most]
            self.say(f"* {number} FETCH (UID {number} BODY[]<0> {{{len(part)}}}".encode() + b"\r\n" + part + b")")
        return "OK fetched"

    def do_store(self, command: str) -> str:
        number = int(command.split(" ")[2])
        self.server.stand_in.flags.setdefault(number, set()).update(re.findall(r"\\\w+", command))
        return "OK stored"

    def do_expunge(self, command: str) -> str:
        here = self.server.stand_in
        only = {int(command.split(" ")[2])} if command.startswith("UID") else set(here.mails)
        for number in only:
            if r"\Deleted" in here.flags.get(number, set()):
                here.mails.pop(number, None)
        return "OK gone"

    def do_logout(self, command: str) -> str:
        self.say("* BYE")
        return "OK bye"
