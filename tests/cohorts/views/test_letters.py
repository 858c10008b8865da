from __future__ import annotations

import pytest
from django.urls import reverse

from cohorts.models import CohortLetter
from cohorts.views import letters
from notifications.models import OutboxMail
from tests.factories.cohorts import EnrollmentFactory

WORDS = {"subject": "We missed you", "text": "How are <i>you</i>?"}


@pytest.fixture
def address(cast):
    return reverse("cohorts:letter_write", args=[cast.cohort.slug])


@pytest.fixture
def desk(client, cast):
    client.force_login(cast["facilitator"])
    return client


def typed(cast, *roles, among=("participant", "team_lead"), **more):
    boxes = {f"to_{cast.enrollment(role).pk}": "on" for role in roles}
    ids = ",".join(str(cast.enrollment(role).pk) for role in among)
    return {"among": ids, "next": "/me/", **WORDS, **boxes, **more}


def test_those_of_the_address_stand_there_ticked_without_their_addresses(desk, cast, address):
    people = [cast.enrollment(role).pk for role in ("participant", "withdrawn")]
    page = desk.get(address, {"to": ",".join(map(str, people)), "subject": "Hello", "next": "/me/"}).content.decode()
    boxes = [f'name="to_{enrollment.pk}"' in page for enrollment in cast.cohort.enrollments.order_by("pk")]
    assert boxes.count(True) == 1
    assert f'name="to_{people[0]}" class="checkboxinput form-check-input" id="id_to_{people[0]}" checked' in page
    assert ('value="Hello"' in page, 'href="/me/"' in page, "participant@example.org" in page) == (True, True, False)


def test_without_anybody_named_all_who_take_part_can_be_chosen(desk, cast, address):
    EnrollmentFactory(cohort=cast.neighbor_cohort)
    page = desk.get(address)
    active = cast.cohort.enrollments.filter(status="active").exclude(person=cast["facilitator"])
    assert {one.pk for one in page.context["form"].people} == set(active.values_list("pk", flat=True))


def test_it_is_looked_at_before_it_goes_and_can_be_changed(desk, cast, address):
    page = desk.post(address, typed(cast, "participant"))
    words = page.content.decode()
    assert ("Send it to 1 person" in words, "How are &lt;i&gt;you&lt;/i&gt;?" in words) == (True, True)
    assert "From Facilitator · CoP Portal<br>" in words
    assert ("Answers go to facilitator@example.org" in words, "Team Lead" in words) == (True, False)
    assert not CohortLetter.objects.exists()
    again = desk.post(address, typed(cast, "participant", step="change")).content.decode()
    assert ('value="We missed you"' in again, again.count(" checked")) == (True, 1)
    # What the page to look at carries along is what was typed.
    hidden = page.context["form"]
    assert hidden[f"to_{cast.enrollment('team_lead').pk}"].as_hidden().count('value="False"') == 1


def test_it_is_sent_once_and_leads_back(desk, cast, address):
    data = typed(cast, "participant", "team_lead", step="send")
    for _time in range(2):
        answer = desk.post(address, data, follow=True)
        assert answer.redirect_chain == [("/me/", 302)]
        assert [str(said) for said in answer.context["messages"]] == ["Your letter is on its way to 2 people."]
    assert (CohortLetter.objects.count(), OutboxMail.objects.filter(kind="cohorts.letter").count()) == (1, 2)


def test_boxes_as_the_page_to_look_at_sends_them(desk, cast, address):
    boxes = {f"to_{cast.enrollment(role).pk}": said for role, said in (("participant", "True"), ("team_lead", "False"))}
    desk.post(address, typed(cast, step="send") | boxes)
    assert [mail.recipient.name for mail in OutboxMail.objects.all()] == ["Participant"]


@pytest.mark.parametrize("step", ["", "send"])
def test_nobody_chosen_keeps_what_was_typed(desk, cast, address, step):
    page = desk.post(address, typed(cast, step=step)).content.decode()
    assert ("Choose at least one person to write to." in page, 'value="We missed you"' in page) == (True, True)
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("elsewhere", ["https://evil.example.org/", "//evil.example.org", "javascript:alert(1)", ""])
def test_it_leads_nowhere_else(desk, cast, address, elsewhere):
    answer = desk.post(address, typed(cast, "participant", step="send", next=elsewhere))
    assert answer.headers["Location"] == cast.cohort.get_absolute_url()


def test_a_lot_of_letters_wait_and_stay_typed(desk, cast, address, monkeypatch):
    monkeypatch.setattr(letters, "LETTERS", {"letter": "1/h/user"})
    desk.post(address, typed(cast, "participant", step="send"))
    answer = desk.post(address, typed(cast, "participant", step="send", subject="More"))
    assert (answer.status_code, 'value="More"' in answer.content.decode()) == (429, True)
    assert CohortLetter.objects.count() == 1


def test_a_completed_cohort_is_not_written_to(desk, cast, address):
    cast.cohort.status = "completed"
    cast.cohort.save()
    assert desk.get(address).status_code == 403


@pytest.mark.parametrize("people", [1, 3])
def test_queries(desk, cast, address, people, django_assert_num_queries):
    chosen = EnrollmentFactory.create_batch(people, cohort=cast.cohort)
    desk.get(address)
    with django_assert_num_queries(5):
        desk.get(address, {"to": ",".join(str(one.pk) for one in chosen)})


def test_an_address_asks_for_so_many_and_no_more(desk, cast, address, monkeypatch):
    monkeypatch.setattr(letters, "MOST_ASKED", 1)
    first, second = cast.enrollment("participant"), cast.enrollment("team_lead")
    boxes = desk.get(f"{address}?to={first.pk},{second.pk}").context["form"].fields
    assert (f"to_{first.pk}" in boxes, f"to_{second.pk}" in boxes) == (True, False)
