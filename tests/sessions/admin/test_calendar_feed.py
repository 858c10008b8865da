from __future__ import annotations

import pytest
from django.urls import reverse

from sessions.models import CalendarFeed
from tests.factories.accounts import SiteAdminFactory
from tests.factories.sessions import CalendarFeedFactory

pytestmark = pytest.mark.django_db
LIST = reverse("admin:live_sessions_calendarfeed_changelist")


@pytest.fixture
def admin(client):
    person = SiteAdminFactory()
    client.force_login(person)
    client.admin = person
    return client


def test_it_says_who_and_since_when_and_never_the_address(admin):
    feed = CalendarFeedFactory(secret="the-secret")
    for page in (LIST, reverse("admin:live_sessions_calendarfeed_change", args=[feed.pk])):
        html = admin.get(page).content.decode()
        assert feed.person.email in html
        assert [word in html for word in ("the-secret", feed.digest, feed.sealed)] == [False] * 3


def test_the_chosen_addresses_are_closed(admin):
    closed, stays = CalendarFeedFactory(), CalendarFeedFactory()
    pk = closed.pk
    answer = admin.post(LIST, {"action": "close", "_selected_action": [pk]}, follow=True)
    assert "1 address is closed." in answer.content.decode()
    assert list(CalendarFeed.objects.all()) == [stays]
    line = CalendarFeed.history.filter(id=pk).latest()
    assert (line.history_type, line.history_user, line.history_change_reason) == ("-", admin.admin, "Address closed")
