from __future__ import annotations

from datetime import UTC, datetime

import factory

from sessions.enums import InquiryState
from sessions.models import AttendanceInquiry, RecordingInquiry, RecordingTakenAway
from tests.factories.sessions import LiveSessionFactory


class RecordingInquiryFactory(factory.django.DjangoModelFactory):
    """Zoom has answered that there is a video and its transcript."""

    class Meta:
        model = RecordingInquiry

    live_session = factory.SubFactory(LiveSessionFactory)
    state = InquiryState.ANSWERED
    asked_at = factory.LazyFunction(lambda: datetime.now(UTC))
    answered_at = factory.LazyFunction(lambda: datetime.now(UTC))
    files_found = 2


class AttendanceInquiryFactory(factory.django.DjangoModelFactory):
    """Zoom has answered that somebody came."""

    class Meta:
        model = AttendanceInquiry

    live_session = factory.SubFactory(LiveSessionFactory)
    state = InquiryState.ANSWERED
    asked_at = factory.LazyFunction(lambda: datetime.now(UTC))
    answered_at = factory.LazyFunction(lambda: datetime.now(UTC))
    stays_found = 1


class RecordingTakenAwayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RecordingTakenAway

    live_session = factory.SubFactory(LiveSessionFactory)
    title = factory.Sequence(lambda n: f"Taken away {n}")
    zoom_uuid = factory.Sequence(lambda n: f"gone-{n}")
    taken_away_at = factory.LazyFunction(lambda: datetime.now(UTC))
