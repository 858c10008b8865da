from __future__ import annotations

from datetime import timedelta

import pytest

from notifications.enums import Channel
from notifications.matters import UnknownMatter
from notifications.models import Notice, OutboxMail, Telling
from notifications.operations import notices
from notifications.operations.notices import (
    forget_old_notices,
    not_told,
    note_all_read,
    note_read,
    tell,
    tell_once,
)
from tests.factories.accounts import UserFactory
from tests.factories.notifications import NoticeFactory, PreferenceFactory, TellingFactory
from tests.notifications.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_matter")]


def tell_of(people, key="thing:1", **said):
    facts = {"matter": "tests.matter", "place": "7", "params": {"thing": 1}, "now": NOW}
    tell(key=key, people=[person.pk for person in people], **facts | said)


def told():
    return sorted(Notice.objects.values_list("person__email", "dedupe_key"))


def mailed():
    return sorted(OutboxMail.objects.values_list("recipient__email", "kind"))


def test_each_is_told_as_they_want():
    people = {channel: UserFactory(email=f"{channel}@example.org") for channel in Channel.values}
    for channel, person in people.items():
        PreferenceFactory(person=person, place="7", channel=channel)
        # What they want elsewhere, and of another matter, is another thing.
        PreferenceFactory(person=person, place="8", channel=Channel.NONE)
        PreferenceFactory(person=person, place="7", matter="tests.other", channel=Channel.NONE)
    silent = UserFactory(email="silent@example.org")

    tell_of([*people.values(), silent])

    who = ["digest@example.org", "mail@example.org", "portal@example.org", "silent@example.org"]
    assert told() == [(email, "thing:1") for email in who]
    kind = "notifications.notice"
    assert mailed() == [("mail@example.org", kind), ("silent@example.org", kind)]


def test_told_again_it_is_one_notice_and_one_mail():
    ana = UserFactory(email="ana@example.org")
    for _ in range(3):
        tell_of([ana, ana])
    tell_of([ana], key="thing:2")
    assert told() == [("ana@example.org", "thing:1"), ("ana@example.org", "thing:2")]
    assert len(mailed()) == 2


def test_without_mails_where_there_are_others():
    tell_of([UserFactory(email="ana@example.org")], by_mail=False)
    assert (told(), mailed()) == ([("ana@example.org", "thing:1")], [])


def test_what_nobody_knows_is_not_told():
    with pytest.raises(UnknownMatter):
        tell_of([UserFactory()], matter="tests.unknown")


def test_many_take_as_many_queries_as_one(django_assert_num_queries):
    for number in (1, 40):
        people = UserFactory.create_batch(number)
        # What they want, the notices, the mails, their ids; a savepoint and its end.
        with django_assert_num_queries(6):
            tell_of(people)


def test_in_parts(monkeypatch):
    monkeypatch.setattr(notices, "CHUNK", 2)
    tell_of(UserFactory.create_batch(5))
    assert (Notice.objects.count(), OutboxMail.objects.count()) == (5, 5)


def test_what_the_timetable_found_is_told_once():
    assert [tell_once(key="thing:1", now=NOW), tell_once(key="thing:1", now=NOW)] == [True, False]
    assert not_told(["thing:1", "thing:2"]) == {"thing:2"}


def test_read_once_and_by_its_reader_only():
    notice = NoticeFactory()
    note_read(notice=notice, by=UserFactory(), now=NOW)
    notice.refresh_from_db()
    assert notice.read_at is None
    for later in (0, 1):
        note_read(notice=notice, by=notice.person, now=NOW + timedelta(days=later))
    notice.refresh_from_db()
    assert notice.read_at == NOW


def test_all_are_read_that_were_there():
    ana = UserFactory()
    first, second, third = NoticeFactory.create_batch(3, person=ana)
    others = NoticeFactory()
    assert note_all_read(by=ana, up_to=second.pk, now=NOW) == 2
    assert sorted(Notice.objects.unread().values_list("pk", flat=True)) == [third.pk, others.pk]
    assert Notice.objects.get(pk=first.pk).read_at == NOW


def test_half_a_year_later_it_is_forgotten():
    old, new = NOW - timedelta(days=181), NOW - timedelta(days=179)
    kept = NoticeFactory(created_at=new)
    NoticeFactory(created_at=old)
    TellingFactory(told_at=old)
    fresh = TellingFactory(told_at=new)
    assert forget_old_notices(now=NOW) == 1
    assert (Notice.objects.get(), Telling.objects.get()) == (kept, fresh)
