from __future__ import annotations

import pytest

from accounts.operations.merging import merge_accounts
from notifications.enums import Channel
from notifications.models import MailHours, Notice, Preference
from tests.factories.accounts import UserFactory
from tests.factories.notifications import MailHoursFactory, NoticeFactory, PreferenceFactory
from tests.notifications.conftest import NOW

pytestmark = pytest.mark.django_db


def test_what_both_were_told_or_have_chosen_is_the_kept_accounts():
    kept, merged = UserFactory(), UserFactory()
    NoticeFactory(person=kept, dedupe_key="both", params={"of": "kept"})
    NoticeFactory(person=merged, dedupe_key="both", params={"of": "merged"})
    NoticeFactory(person=merged, dedupe_key="one")
    PreferenceFactory(person=kept, matter="both", channel=Channel.NONE)
    PreferenceFactory(person=merged, matter="both", channel=Channel.MAIL)
    PreferenceFactory(person=merged, matter="one", channel=Channel.PORTAL)

    merge_accounts(kept=kept, merged=merged, by=None, reason="Ana told us", now=NOW)

    told = Notice.objects.filter(person=kept).order_by("dedupe_key").values_list("dedupe_key", "params")
    assert list(told) == [("both", {"of": "kept"}), ("one", {})]
    chosen = Preference.objects.filter(person=kept).order_by("matter").values_list("matter", "channel")
    assert list(chosen) == [("both", "none"), ("one", "portal")]


def test_the_kept_accounts_hours_of_mail_stand():
    kept, merged, silent = UserFactory(), UserFactory(), UserFactory()
    MailHoursFactory(person=kept, hour=7)
    MailHoursFactory(person=merged, hour=9)
    merge_accounts(kept=kept, merged=merged, by=None, reason="Ana told us", now=NOW)
    merge_accounts(kept=silent, merged=kept, by=None, reason="Ana told us", now=NOW)
    assert sorted(MailHours.objects.values_list("person", "hour")) == sorted([(merged.pk, 9), (silent.pk, 7)])
