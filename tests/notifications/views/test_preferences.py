from __future__ import annotations

import pytest

from cohorts.enums import EnrollmentStatus
from notifications.models import MailHours, Preference
from tests.discussions.pages import parsed, text_of
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.notifications import PreferenceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_matter")]
SAVED = "Your choices are kept."
USUAL = {"digest": "week", "weekday": "0", "hour": "8", "quiet_from": "", "quiet_until": ""}


@pytest.fixture
def ana(client):
    ana = UserFactory(name="Ana")
    client.force_login(ana)
    client.get("/me/")
    return ana


def choices(page):
    return {
        field.get("name"): option.get("value")
        for field in page.iter("select")
        for option in field.iter("option")
        if option.get("selected") is not None
    }


def test_each_matter_is_explained_with_a_choice_for_each_cohort(client, ana):
    first = EnrollmentFactory(person=ana, cohort__title="Clinics <b>").cohort
    second = EnrollmentFactory(person=ana, status=EnrollmentStatus.COMPLETED).cohort
    EnrollmentFactory(person=ana, status=EnrollmentStatus.WITHDRAWN)
    PreferenceFactory(person=ana, place=str(second.pk), channel="none")

    page = parsed(client.get("/me/notifications/"))

    assert choices(page) == USUAL | {f"tests.matter@{first.pk}": "mail", f"tests.matter@{second.pk}": "none"}
    words = text_of(page)
    for said in ("Samples", "A sample is taken.", "For example: Ana took a sample", "Clinics <b>"):
        assert said in words


def test_what_was_chosen_is_kept_and_what_was_not_touched_stays_the_default(client, ana):
    one, other = (EnrollmentFactory(person=ana).cohort for _ in range(2))
    form = USUAL | {f"tests.matter@{one.pk}": "digest", f"tests.matter@{other.pk}": "mail"}
    page = parsed(client.post("/me/notifications/", form, follow=True))
    assert SAVED in text_of(page)
    assert choices(page) == form
    assert list(Preference.objects.values_list("place", "channel")) == [(str(one.pk), "digest")]


def test_a_cohort_one_is_not_in_can_not_be_chosen_for(client, ana):
    mine, others = EnrollmentFactory(person=ana).cohort, EnrollmentFactory().cohort
    form = USUAL | {f"tests.matter@{mine.pk}": "none", f"tests.matter@{others.pk}": "none"}
    client.post("/me/notifications/", form)
    assert list(Preference.objects.values_list("place", flat=True)) == [str(mine.pk)]


def test_a_channel_that_does_not_exist_is_refused(client, ana):
    cohort = EnrollmentFactory(person=ana).cohort
    assert client.post("/me/notifications/", USUAL | {f"tests.matter@{cohort.pk}": "pigeon"}).status_code == 422
    assert not Preference.objects.exists()


def test_the_digest_is_chosen(client, ana):
    cohort = EnrollmentFactory(person=ana).cohort
    form = USUAL | {"digest": "day", "weekday": "4", "hour": "17", f"tests.matter@{cohort.pk}": "mail"}
    for _ in range(2):
        page = parsed(client.post("/me/notifications/", form, follow=True))
    assert choices(page) == form
    for wrong in ({"digest": "hour"}, {"weekday": "7"}, {"hour": "24"}, {"hour": "-1"}):
        assert client.post("/me/notifications/", form | wrong).status_code == 422
    assert MailHours.objects.values_list("person", "digest", "weekday", "hour").get() == (ana.pk, "day", 4, 17)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"quiet_from": "22"}, "Choose both, or none."),
        ({"quiet_until": "7"}, "Choose both, or none."),
        ({"quiet_from": "7", "quiet_until": "7"}, "Choose an end other than the beginning."),
        ({"quiet_from": "7", "quiet_until": "9"}, "The digest would come in your quiet hours."),
        ({"quiet_from": "24", "quiet_until": "9"}, ""),
    ],
)
def test_quiet_hours_that_are_none_are_refused_with_a_sentence(client, ana, typed, said):
    cohort = EnrollmentFactory(person=ana).cohort
    response = client.post("/me/notifications/", USUAL | {f"tests.matter@{cohort.pk}": "mail"} | typed)
    assert response.status_code == 422
    assert said in text_of(parsed(response))
    assert not MailHours.objects.exists()


def test_quiet_hours_are_chosen_and_given_up(client, ana):
    usual = USUAL | {f"tests.matter@{EnrollmentFactory(person=ana).cohort.pk}": "mail"}
    form = usual | {"quiet_from": "22", "quiet_until": "7"}
    page = parsed(client.post("/me/notifications/", form, follow=True))
    assert choices(page).items() >= form.items()
    assert "Hours are in your time zone: Pacific." in text_of(page)
    assert MailHours.objects.values_list("quiet_from", "quiet_until").get() == (22, 7)
    client.post("/me/notifications/", usual | {"quiet_from": "7", "quiet_until": "9", "digest": "never"})
    assert MailHours.objects.values_list("quiet_from", "quiet_until").get() == (7, 9)
    client.post("/me/notifications/", usual)
    assert MailHours.objects.values_list("quiet_from", "quiet_until").get() == (None, None)


def test_without_a_cohort_it_says_so(client, ana):
    assert "Nothing to choose yet" in text_of(parsed(client.get("/me/notifications/")))


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_any_number(client, ana, number, django_assert_num_queries):
    EnrollmentFactory.create_batch(number, person=ana)
    with django_assert_num_queries(5):  # session, person, cohorts, choices, the digest
        client.get("/me/notifications/")
