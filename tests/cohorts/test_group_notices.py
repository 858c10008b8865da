"""The mails about affinity groups, asked again when they leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cohorts.operations.enrollment import change_role, withdraw
from cohorts.operations.group_meetings import MeetingFacts, add_meeting, cancel_meeting, change_meeting
from cohorts.operations.group_members import join, leave, remove
from cohorts.operations.groups import decline_group, open_group, propose
from notifications.delivery import deliver_mail
from notifications.models import OutboxMail

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
FACTS = MeetingFacts(datetime(2026, 9, 8, 19, tzinfo=UTC), 60, "First talk", "https://meet.example.org/circle")


@pytest.fixture
def group(cast, settings):
    settings.PORTAL_ORIGIN = "https://portal.example.org"
    words = {"name": "Buses & bikes", "purpose": "Getting there <b>on time</b>."}
    return propose(cohort=cast.cohort, by=cast["participant"], now=NOW, **words)


def deliver(now=NOW):
    deliver_mail(clock=lambda: now)


def parts(mail):
    ((html, _kind),) = mail.alternatives
    return mail.body, html


def reasons():
    return list(OutboxMail.objects.exclude(reason="").order_by("pk").values_list("reason", flat=True))


def test_coordinators_read_the_proposal_and_find_its_page(group, mailoutbox):
    deliver()
    (mail,) = mailoutbox
    assert mail.to == ["coordinator@example.org"]
    assert mail.subject == f"An affinity group is proposed: Buses & bikes · {group.cohort}"
    text, html = parts(mail)
    assert "Participant proposes an affinity group" in text
    assert "Getting there <b>on time</b>." in text
    assert "Getting there &lt;b&gt;on time&lt;/b&gt;." in html
    link = f"https://portal.example.org{group.get_absolute_url()}"
    assert (link in text, link in html) == (True, True)


def test_a_proposal_that_has_its_answer_is_not_announced(cast, group, mailoutbox):
    decline_group(group=group, answer="Not now.", by=cast["coordinator"], now=NOW)
    deliver()
    assert [mail.to for mail in mailoutbox] == [["participant@example.org"]]
    assert reasons() == ["The proposal has its answer already."]


def test_who_does_not_coordinate_any_more_is_told_nothing(cast, group, mailoutbox):
    change_role(enrollment=cast.enrollment("coordinator"), role="coach", by=None, now=NOW)
    deliver()
    assert (mailoutbox, reasons()) == ([], ["They do not coordinate the cohort any more."])


def test_the_answer_reaches_who_proposed(cast, group, mailoutbox):
    decline_group(group=group, answer="There is one in the other town.", by=cast["coordinator"], now=NOW)
    deliver()
    assert [("There is one in the other town." in part, "You are its first member" in part) for part in parts(mailoutbox[0])] == [
        (True, False), (True, False),
    ]  # fmt: skip


def test_an_opened_group_is_announced_unless_they_left(cast, group, mailoutbox):
    open_group(group=group, by=cast["coordinator"], now=NOW)
    withdraw(enrollment=cast.enrollment("participant"), by=None, reason="", now=NOW)
    deliver()
    assert mailoutbox == []
    assert reasons()[-1] == "They have left the cohort."


class TestDates:
    @pytest.fixture
    def meeting(self, cast, group, mailoutbox):
        open_group(group=group, by=cast["coordinator"], now=NOW)
        join(group=group, by=cast["team_lead"], now=NOW)
        deliver()
        mailoutbox.clear()
        cast["team_lead"].time_zone = "America/Los_Angeles"
        cast["team_lead"].save()
        return add_meeting(group=group, facts=FACTS, by=cast["participant"], now=NOW)

    def test_are_told_with_place_and_in_both_zones(self, meeting, mailoutbox):
        deliver()
        deliver()
        (mail,) = mailoutbox
        assert (mail.to, mail.subject) == (["team-lead@example.org"], "Buses & bikes meets: Tuesday, September 8")
        for part in parts(mail):
            assert "12:00 – 1:00 pm your time (Pacific) · 3:00 – 4:00 pm Eastern" in part
            assert "https://meet.example.org/circle" in part

    @pytest.mark.parametrize("how", ["left", "taken out", "withdrawn"])
    def test_who_is_out_when_the_mail_leaves_is_told_no_place(self, cast, group, meeting, mailoutbox, how):
        if how == "left":
            leave(group=group, by=cast["team_lead"], now=NOW)
        elif how == "taken out":
            remove(group=group, person=cast["team_lead"], reason="x", by=cast["coordinator"], now=NOW)
        else:
            withdraw(enrollment=cast.enrollment("team_lead"), by=None, reason="", now=NOW)
        deliver()
        assert (mailoutbox, reasons()[-1]) == ([], "They are not in the group any more.")

    def test_moved_before_it_was_told_is_told_once(self, cast, meeting, mailoutbox):
        moved = replace(FACTS, starts_at=FACTS.starts_at + timedelta(days=1))
        change_meeting(meeting=meeting, facts=moved, by=cast["participant"], now=NOW)
        deliver()
        assert [mail.subject for mail in mailoutbox] == ["Changed: Buses & bikes meets Wednesday, September 9"]

    def test_canceled_is_told_without_its_place(self, cast, meeting, mailoutbox):
        deliver()
        cancel_meeting(meeting=meeting, by=cast["participant"], now=NOW)
        deliver()
        mail = mailoutbox[1]
        assert mail.subject == "Canceled: Buses & bikes, Tuesday, September 8"
        assert ["meet.example.org" in part for part in parts(mail)] == [False, False]

    def test_is_not_told_afterwards(self, meeting, mailoutbox):
        deliver(meeting.ends_at)
        assert mailoutbox == []
