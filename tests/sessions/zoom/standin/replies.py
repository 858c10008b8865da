"""What the stand-in answers with."""

from __future__ import annotations

import json
from dataclasses import dataclass, field


@dataclass
class Reply:
    status: int
    body: bytes = b""
    headers: dict = field(default_factory=dict)


def reply(status, content=None, **headers):
    """JSON, or an empty body; `Retry_After=…` is a header."""
    if content is None:
        return Reply(status)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps(content).encode(), {"Content-Type": "application/json", **names})


def page(status, html):
    """HTML, as a proxy writes it."""
    return Reply(status, html, {"Content-Type": "text/html"})


def refused(status, code, message, **more):
    """A refusal, in the shape of the interface."""
    return reply(status, {"code": code, "message": message, **more})
