"""A letter to people of a cohort: written, looked at, changed, sent; nothing to complain of in any of its faces."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from notifications.models import OutboxMail
from tests.e2e.audit import complaints_about

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_letter_is_looked_at_changed_and_sent_once(cast, page_of):
    page = page_of(cast["facilitator"])
    page.goto(f"/cohorts/{cast.cohort.slug}/manage/letters/write/?to={cast.enrollment('participant').pk}")
    assert list(complaints_about(page)) == []
    page.get_by_label("Subject").fill("We missed you")
    page.get_by_label("Your letter").fill("How are you?")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your letter, before it goes")
    assert list(complaints_about(page)) == []
    page.get_by_role("button", name="Change it").click()
    page.get_by_label("Subject").fill("We kept your seat")
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("button", name="Send it to 1 person").click()
    expect(page.get_by_text("Your letter is on its way to 1 person.")).to_be_visible()
    assert OutboxMail.objects.filter(kind="cohorts.letter").count() == 1
