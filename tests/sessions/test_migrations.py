"""What migrations make of rows that were there before."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps

from sessions.models import HelpRequest, Reminder
from tests.factories.accounts import UserFactory
from tests.factories.sessions import HelpRequestFactory, ReminderFactory

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_calls_that_were_taken_on_are_over_and_back():
    migration = import_module("sessions.migrations.0013_help_until_done")
    waits, taken = HelpRequestFactory(), HelpRequestFactory(answered_at=NOW, answered_by=UserFactory())
    migration.close_what_was_taken_on(apps, None)
    assert [HelpRequest.objects.get(pk=call.pk).closed_at for call in (waits, taken)] == [None, NOW]
    HelpRequest.objects.filter(pk=waits.pk).update(closed_at=NOW)
    migration.take_on_what_was_closed(apps, None)
    assert [HelpRequest.objects.get(pk=call.pk).answered_at for call in (waits, taken)] == [NOW, NOW]


@pytest.mark.django_db
def test_reminders_after_the_end_go_on_the_way_back():
    migration = import_module("sessions.migrations.0018_reminders_after_the_end")
    kept, gone = ReminderFactory(minutes_before=60), ReminderFactory(minutes_before=-1440)
    migration.take_away_those_after(apps, None)
    assert list(Reminder.objects.filter(pk__in=[kept.pk, gone.pk])) == [kept]
