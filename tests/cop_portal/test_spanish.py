"""Who has chosen Spanish reads Spanish: the words of the portal, on the page they see first and in the mail they get most."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import LiveSessionFactory
from tests.sessions.mailroom import ring

pytestmark = pytest.mark.django_db

ENGLISH = re.compile(
    r"\b(the|your|you|and|with|from|of|is|in|on|this|session|join|hello|tomorrow|today|sign|agenda and|Eastern|pm|am)\b",
    re.IGNORECASE,
)
ADDRESSES = re.compile(r"https?://\S+")
NOT_SEEN = re.compile(r"<(script|style|template)\b.*?</\1>", re.DOTALL)


@pytest.fixture
def hector():
    """Somebody whose cohort and session are in Spanish too, so that every English word is ours."""
    live_session = LiveSessionFactory(
        cohort__title="Foro 2026",
        cohort__program__title="Foro de equidad",
        cohort__program__short_title="Foro de equidad",
        label="Sesión 5",
        title="El lugar importa",
        starts_at=timezone.now() + timedelta(days=3, hours=1),
    )
    return EnrollmentFactory(
        cohort=live_session.cohort,
        organization=None,
        person__email="hector@example.org",
        person__name="Héctor",
        person__language="es",
        person__time_zone="America/Puerto_Rico",
    ).person


def english_in(text):
    return ENGLISH.findall(text)


def test_the_home_page(client, hector):
    client.force_login(hector)

    page = client.get(reverse("home")).content.decode()
    seen = strip_tags(NOT_SEEN.sub("", page))

    assert '<html lang="es">' in page
    assert "El lugar importa" in seen
    assert "dentro de 3 días" in seen
    assert english_in(seen) == []


def test_the_reminder(hector):
    live_session = hector.enrollments.get().cohort.live_sessions.get()

    [mail] = ring(live_session.starts_at - timedelta(days=1))
    html = NOT_SEEN.sub("", mail.alternatives[0].content)

    assert mail.subject.startswith("Mañana, ")
    assert mail.body.startswith("Hola, Héctor:")
    assert english_in(ADDRESSES.sub("", f"{mail.subject}\n{mail.body}\n{strip_tags(html)}")) == []
