"""When a call is made once more: after 429, 5xx and broken connections, a few times, each time later, never all at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random, SystemRandom
from typing import TypeVar

from sessions.zoom.errors import ZoomError

T = TypeVar("T")


@dataclass(frozen=True)
class Patience:
    """How often (`tries`, the first included) and how long, in seconds: the first pause, which doubles; the longest; all calls
    and pauses together. A task can take a minute, for it is not a page."""

    tries: int = 4
    first_pause: float = 1.0
    longest_pause: float = 20.0
    altogether: float = 75.0


@dataclass(frozen=True)
class Retries:
    """Runs a call until it does, or until patience ends. `sleep` takes seconds; `chance` spreads those who wait for the same."""

    clock: Callable[[], datetime]
    patience: Patience = Patience()
    sleep: Callable[[float], None] = time.sleep
    chance: Random = field(default_factory=SystemRandom)

    def run(self, call: Callable[[], T]) -> T:
        """What the call gives. Raises its last `ZoomError`, at once if a repetition can't help."""
        began = self.clock()
        tried = 0
        while True:
            try:
                return call()
            except ZoomError as error:
                tried += 1
                pause = self.pause_after(error, tried)
                if pause is None or (self.clock() - began).total_seconds() + pause > self.patience.altogether:
                    raise
            self.sleep(pause)

    def wait(self, tried: int) -> None:
        """Let a moment pass before looking what became of a call; a longer one each time."""
        self.sleep(self._step(tried))

    def pause_after(self, error: ZoomError, tried: int) -> float | None:
        """Seconds until the next try, or None for none. Never shorter than Zoom asks for."""
        if not error.repeat_now or tried >= self.patience.tries:
            return None
        if error.retry_at is None:
            return self._step(tried) * (0.5 + 0.5 * self.chance.random())
        asked = max((error.retry_at - self.clock()).total_seconds(), 0.0)
        return None if asked > self.patience.longest_pause else asked + self.patience.first_pause * self.chance.random()

    def _step(self, tried: int) -> float:
        return float(min(self.patience.first_pause * 2 ** (tried - 1), self.patience.longest_pause))
