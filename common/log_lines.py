"""What may stand in a log: no secret, and nothing that forges a line."""

from __future__ import annotations

import logging
import re
from typing import Any

# Addresses that hold a secret; what follows is written as dots, wherever in a line it stands.
SECRET_ADDRESSES = re.compile(r"(/invitations/|/teams/form/|/account/first/|(?<!/me)/calendar/)[^/\s\"'<>?&#]+")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class RefusalsInOneLine(logging.Filter):
    """A request that was refused (4xx) is a line; a traceback each would let anybody fill the log.

    Those that look like an attack, such as one with a made-up host, are logged under `django.security`.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        is_request = record.name == "django.request" or record.name.startswith("django.security.")
        if is_request and getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True


def written_out(line: str) -> str:
    """The line with its control characters as escapes, which move no cursor and end no line."""
    return CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), line)


class LineFormatter(logging.Formatter):
    """One line a message: control characters are written out, secrets in addresses left out. Tracebacks keep their lines."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is Python's
        return written_out(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is Python's
        return "\n".join(written_out(line) for line in super().formatException(ei).split("\n"))

    def format(self, record: logging.LogRecord) -> str:
        return SECRET_ADDRESSES.sub(r"\1…", super().format(record))
