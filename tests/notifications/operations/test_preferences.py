from __future__ import annotations

import pytest

from notifications.enums import Channel
from notifications.models import Preference
from notifications.operations.preferences import choose_channels
from tests.factories.accounts import UserFactory
from tests.factories.notifications import PreferenceFactory
from tests.notifications.conftest import NOW

pytestmark = pytest.mark.django_db


def test_chosen_and_chosen_anew(django_assert_num_queries):
    ana = UserFactory()
    others = PreferenceFactory(channel=Channel.NONE)
    PreferenceFactory(person=ana, matter="a", place="1", channel=Channel.DIGEST)
    with django_assert_num_queries(1):
        choose_channels(
            choices={("a", "1"): Channel.NONE, ("a", "2"): Channel.PORTAL, ("b", "1"): Channel.MAIL}, by=ana, now=NOW
        )
    said = Preference.objects.filter(person=ana).order_by("matter", "place").values_list("matter", "place", "channel")
    assert list(said) == [("a", "1", "none"), ("a", "2", "portal"), ("b", "1", "mail")]
    others.refresh_from_db()
    assert others.channel == Channel.NONE


def test_nothing_chosen_nothing_written(django_assert_num_queries):
    with django_assert_num_queries(0):
        choose_channels(choices={}, by=UserFactory.build(pk=1), now=NOW)
