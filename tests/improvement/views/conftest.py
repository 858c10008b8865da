"""Pages as the tests of sessions ask for them, about the same session."""

from __future__ import annotations

from tests.sessions.views.conftest import counted, live_session, visit

__all__ = ["counted", "live_session", "visit"]
