from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from notifications import kinds, matters
from notifications.enums import Channel
from notifications.kinds import Letter
from notifications.matters import Matter, Shown
from tests.smtp_sink import SmtpSink

NOW = datetime(2026, 9, 16, 15, 0, tzinfo=UTC)  # a Wednesday


@pytest.fixture
def sample_kind(settings, monkeypatch):
    """The kind "tests.sample"; its mails say what `params` tell them."""
    folder = Path(__file__).parent / "templates"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], folder]}]
    monkeypatch.setattr(kinds, "_kinds", {})
    kinds.register("tests.sample", compose=compose_sample)


def compose_sample(mail, now):
    return Letter("sample", {"title": mail.params.get("title", "A mail"), "at": now})


@pytest.fixture
def sink(settings):
    """A mail server, and the settings that lead to it."""
    with SmtpSink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 5
        yield sink


@pytest.fixture
def sample_matter(monkeypatch):
    """The matter "tests.matter"; a notice is shown unless its `params` say "secret"."""
    monkeypatch.setattr(matters, "_matters", {})
    matter = Matter(
        "tests.matter",
        title="Samples",
        explained="A sample is taken.",
        example="Ana took a sample",
        default=Channel.MAIL,
        show=show_samples,
    )
    matters.register(matter)
    return matter


def show_samples(viewer, notices, now):
    return {
        notice.pk: Shown(notice.params.get("line", "A sample"), f"/samples/{notice.pk}/", quote="Its words.")
        for notice in notices
        if not notice.params.get("secret")
    }
