"""A mail server of its own process, by aiosmtpd, which writes down what it takes and misbehaves as it is told.

    python -m tests.reliability.sink <file> <port, 0 for any>

Says its port. For each mail it writes a line `time recipient Message-ID subject` into the file before it answers: whoever kills
the sender meanwhile finds it there. A line of JSON on its input says from then on how it behaves: `refuse`, `drop_within`,
`drop_after` and `slow` are shares of mails, `seconds` is how long a slow one takes, `busy` turns everybody away at the greeting.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import sys
import time
from email.parser import BytesHeaderParser
from email.policy import default
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

chance = random.Random(11)
how: dict[str, float] = {}
HEADERS = BytesHeaderParser(policy=default)


def happens(name: str) -> bool:
    return chance.random() < how.get(name, 0)


class Server(SMTP):
    """Speaks the protocol to the letter, apart from the two ways in which a line breaks."""

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802  aiosmtpd's names
        if how.get("busy"):
            await self.push("421 4.3.2 too busy, come back later")
            self.transport.close()
            return
        await super().smtp_EHLO(hostname)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if happens("drop_within"):
            await self.push("354 go on")
            await self._reader.read(200)
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class Keeper:
    """Writes the lines."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("a", encoding="utf-8")

    async def handle_RCPT(self, server, session: Session, envelope: Envelope, address: str, options) -> str:  # noqa: N802
        if happens("refuse"):
            return "451 4.7.1 not now"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: Server, session: Session, envelope: Envelope) -> str:  # noqa: N802
        headers = HEADERS.parsebytes(envelope.content or b"")
        if happens("slow"):
            await asyncio.sleep(how.get("seconds", 1))
        for recipient in envelope.rcpt_tos:
            self.file.write(f"{time.time():.3f} {recipient} {headers['Message-ID']} {headers['Subject']}\n")
        self.file.flush()
        if happens("drop_after"):
            server.transport.abort()
        return "250 2.0.0 kept"


async def serve(path: Path, port: int) -> None:
    loop = asyncio.get_running_loop()
    keeper = Keeper(path)
    server = await loop.create_server(
        lambda: Server(keeper, hostname="sink.example.org", enable_SMTPUTF8=True, loop=loop), "127.0.0.1", port
    )
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201
    orders = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    while line := await orders.readline():
        how.clear()
        how.update(json.loads(line))
        print("so be it", flush=True)  # noqa: T201


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
