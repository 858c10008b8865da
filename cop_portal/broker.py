"""The broker that needs no server: messages are files in PORTAL_DATA_DIR/broker.

kombu brings such a transport, but its messages can be seen half-written and are taken over by way of the machine's
temporary folder, which may lie on another disk. Here a message appears whole and goes to exactly one taker, because
both are a rename inside one folder. Why there is such a broker at all: docs/decisions/0005-a-broker-of-files.md.
"""

from __future__ import annotations

import json
import logging
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem

logger = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """A channel whose queue is a folder, one file per message."""

    @property
    def folder(self) -> Path:
        """Where the messages lie; one folder serves both directions."""
        return Path(self.data_folder_in)

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]  # as kombu's own
        # Zero-padded wall-clock nanoseconds: names sort in the order of sending, also across a restart.
        name = f"{time.time_ns():020d}-{uuid.uuid4().hex}.{queue}.msg"
        draft = self.folder / f".{name}"
        draft.write_text(json.dumps(payload), encoding="utf-8")
        draft.rename(self.folder / name)

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        for message in self._waiting(queue):
            taken = message.with_name(f".taken-{message.name}")
            try:
                message.rename(taken)
            except FileNotFoundError:
                continue  # another worker was quicker
            content = taken.read_text(encoding="utf-8")
            taken.unlink()
            try:
                payload: dict[str, Any] = json.loads(content)
            except ValueError:
                logger.exception("A message of the file broker could not be read and was left out: %s", message.name)
                continue
            return payload
        raise Empty

    def _waiting(self, queue: str) -> list[Path]:
        ending = f".{queue}.msg"
        return sorted(
            path for path in self.folder.iterdir() if path.name.endswith(ending) and not path.name.startswith(".")
        )

    def _size(self, queue: str) -> int:
        return len(self._waiting(queue))

    def _purge(self, queue: str) -> int:
        count = 0
        for message in self._waiting(queue):
            message.unlink(missing_ok=True)
            count += 1
        return count


class Transport(filesystem.Transport):
    """What the broker address `folder://` names (celery.py)."""

    Channel = Channel
    # Looking into a folder is cheap, and a mail should leave a moment after it was written.
    polling_interval = 0.3

    def drain_events(  # type: ignore[override]  # as kombu's own
        self, connection: Any, timeout: float | None = None
    ) -> None:
        """Delivers the next message. Raises `TimeoutError` when none came.

        The worker asks for two seconds at a time and hears of its stopping only in between: half a second is enough.
        """
        super().drain_events(connection, timeout=None if timeout is None else min(timeout, 0.5))
