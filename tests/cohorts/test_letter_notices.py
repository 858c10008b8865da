"""A letter to people of a cohort, asked again when it leaves."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parseaddr

import pytest

from cohorts.enums import Role
from cohorts.operations.enrollment import change_role, withdraw
from cohorts.operations.letters import write_letter
from notifications.delivery import deliver_mail
from notifications.models import OutboxMail

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def letter(cast, settings):
    settings.PORTAL_ORIGIN = "https://portal.example.org"
    settings.PORTAL_NAME = "CoP Portal"
    settings.DEFAULT_FROM_EMAIL = "CoP Portal <no-reply@portal.example.org>"
    to = [cast.enrollment(role).pk for role in ("participant", "team_lead")]
    words = {"subject": "We missed you & yours", "text": "How are <b>you</b>?\n\nSee https://example.org/x"}
    return write_letter(cohort=cast.cohort, to=to, **words, by=cast["facilitator"], now=NOW).letter


def deliver():
    deliver_mail(clock=lambda: NOW)
    return list(OutboxMail.objects.exclude(reason="").order_by("pk").values_list("reason", flat=True))


def test_each_reads_it_alone_and_answers_its_writer(cast, letter, mailoutbox):
    assert deliver() == []
    assert sorted(mail.to for mail in mailoutbox) == [["participant@example.org"], ["team-lead@example.org"]]
    mail = next(mail for mail in mailoutbox if mail.to == ["participant@example.org"])
    sent = mail.message()
    assert parseaddr(sent["From"])[1] == "no-reply@portal.example.org"
    assert parseaddr(sent["Reply-To"]) == ("Facilitator", "facilitator@example.org")
    assert mail.subject == "We missed you & yours"
    ((html, _kind),) = mail.alternatives
    assert "Hello Participant,\n\nHow are <b>you</b>?\n\nSee https://example.org/x\n\nFacilitator\n" in mail.body
    assert "How are &lt;b&gt;you&lt;/b&gt;?" in html
    assert '<a href="https://example.org/x"' in html
    assert "team-lead@example.org" not in str(sent)


@pytest.mark.parametrize("name", ['Ana "Boss", <evil@example.org>', "José\r\nBcc: all@example.org", "Ñandú " * 20])
def test_no_name_bends_the_head_of_the_mail(cast, letter, mailoutbox, name):
    type(cast["facilitator"]).objects.filter(pk=cast["facilitator"].pk).update(name=name)
    assert deliver() == []
    for mail in mailoutbox:
        sent = mail.message()
        assert (len(mail.recipients()), sent["Bcc"]) == (1, None)
        assert str(sent["From"]).endswith("<no-reply@portal.example.org>")
        assert str(sent["Reply-To"]).endswith("<facilitator@example.org>")


def test_who_has_left_gets_none(cast, letter, mailoutbox):
    withdraw(enrollment=cast.enrollment("participant"), by=cast["coordinator"], reason="", now=NOW)
    assert deliver() == ["They do not take part in the cohort any more."]
    assert [mail.to for mail in mailoutbox] == [["team-lead@example.org"]]


def test_nothing_leaves_from_who_does_not_run_the_cohort_any_more(cast, letter, mailoutbox):
    change_role(enrollment=cast.enrollment("facilitator"), role=Role.PARTICIPANT, by=cast["coordinator"], now=NOW)
    assert deliver() == ["Who wrote it does not run the cohort any more."] * 2
    assert mailoutbox == []


def test_a_letter_that_is_gone_is_not_mailed(letter, mailoutbox):
    letter.delete()
    assert deliver() == ["The letter is gone."] * 2
