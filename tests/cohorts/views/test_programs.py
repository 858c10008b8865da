from __future__ import annotations

import re

import pytest
from django.urls import reverse

from cohorts.enums import EnrollmentStatus
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, ProgramFactory

pytestmark = pytest.mark.django_db
LIST = reverse("cohorts:program_list")
DOCUMENT = {
    "sessions": [
        {
            "slug": "one",
            "title": "canary-session",
            "date": "2022-04-20",
            "start": "15:00",
            "minutes": 90,
            "kind": "opening",
        }
    ],
    "cohort_defaults": {"time_zone": "America/New_York"},
    "as_it_ran": {"slug": "forum-2022", "title": "Forum 2022"},
}


def page(program):
    return reverse("cohorts:program_detail", args=[program.slug])


def full_program(**facts):
    said = {
        "purpose": "canary-purpose",
        "hosts": ["canary-host"],
        "funder": "canary-funder",
        "funding_note": "canary-funding-note",
        "guiding_questions": ["canary-question"],
        "goals": ["canary-goal"],
        "topics": ["canary-topic"],
        "lenses": ["canary-lens"],
        "outcomes": ["canary-outcome"],
        "who_joins": "canary-who-joins",
        "ways_to_take_part": ["canary-way"],
        "agreements": ["canary-agreement"],
        "sections": [{"title": "canary-section", "body": "canary-body", "points": ["canary-point"]}],
        "support_contact": "canary-support",
        "accommodations_contact": "canary-accommodations",
        "accent": "sni",
        "blueprint": DOCUMENT,
    }
    return ProgramFactory(**(said | facts)), [
        "canary-purpose", "canary-host", "canary-funder", "canary-funding-note", "canary-question", "canary-goal",
        "canary-topic", "canary-lens", "canary-outcome", "canary-who-joins", "canary-way", "canary-agreement",
        "canary-section", "canary-body", "canary-point", "canary-support", "canary-accommodations", "canary-session",
    ]  # fmt: skip


def test_a_public_program_is_read_without_signing_in(client):
    program, canaries = full_program()
    answer = client.get(page(program))
    text = answer.content.decode()
    assert [canary for canary in canaries if canary not in text] == []
    assert 'data-program="sni"' in text
    assert "3:00 – 4:30 pm" in text
    # What must be shown about the money stands before anything else of the page.
    assert text.index("canary-funding-note") < text.index("canary-purpose")


def test_it_says_where_to_write_for_what_one_needs(client, settings):
    settings.PORTAL_SUPPORT_EMAIL = "access@example.org"
    program, _canaries = full_program()
    card = client.get(page(program)).content.decode().partition('id="accommodations"')[2].partition("</section>")[0]
    assert "canary-accommodations" in card
    assert 'To ask, write to <a href="mailto:access@example.org">access@example.org</a>.' in card
    assert "coordinators" not in card


def test_a_program_that_says_little_shows_no_empty_headings(client):
    text = client.get(page(ProgramFactory())).content.decode()
    assert [word for word in ("Goals", "Funder", "About the funding", "What happens when") if word in text] == []


def test_a_program_that_is_not_public_does_not_exist_for_outsiders(client):
    program = ProgramFactory(is_public=False, short_title="canary-private")
    for person in (None, UserFactory()):
        if person:
            client.force_login(person)
        assert client.get(page(program)).status_code == 404
        assert b"canary-private" not in client.get(LIST).content


@pytest.mark.parametrize(
    ("status", "seen"),
    [
        (EnrollmentStatus.ACTIVE, True),
        (EnrollmentStatus.COMPLETED, True),
        (EnrollmentStatus.INVITED, False),
        (EnrollmentStatus.WITHDRAWN, False),
    ],
)
def test_a_program_that_is_not_public_is_read_by_its_people(client, status, seen):
    program = ProgramFactory(is_public=False, short_title="canary-private")
    enrollment = EnrollmentFactory(cohort=CohortFactory(program=program, title="canary-cohort"), status=status)
    client.force_login(enrollment.person)
    answer = client.get(page(program))
    assert answer.status_code == (200 if seen else 404)
    assert (b"canary-cohort" in answer.content) is seen
    assert (b"canary-private" in client.get(LIST).content) is seen


def test_cohorts_are_shown_to_their_own_people_only(client):
    program = ProgramFactory()
    mine = EnrollmentFactory(cohort=CohortFactory(program=program, title="Mine"))
    CohortFactory(program=program, title="canary-neighbor-cohort")
    client.force_login(mine.person)
    answer = client.get(page(program))
    assert list(answer.context["cohorts"]) == [mine.cohort]
    assert b"canary-neighbor-cohort" not in answer.content


def test_an_empty_list_says_what_will_be_there(client):
    assert "Public programs will stand here" in client.get(LIST).content.decode()


@pytest.mark.parametrize("programs", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(client, programs, django_assert_num_queries):
    ProgramFactory.create_batch(programs)
    with django_assert_num_queries(1):
        client.get(LIST)


def test_names_are_text(client):
    hostile = "<script>hostile()</script>"
    program = ProgramFactory(
        title=hostile, short_title=hostile, summary=hostile, purpose=hostile, hosts=[hostile], funding_note=hostile,
        goals=[hostile], sections=[{"title": hostile, "body": hostile, "points": [hostile]}],
        blueprint={"sessions": [{"title": hostile, "label": hostile, "featured_resource": hostile}]},
    )  # fmt: skip
    for url in (LIST, page(program)):
        text = client.get(url).content.decode()
        assert hostile not in text
        assert "&lt;script&gt;hostile()" in text


class TestAskingToJoin:
    """The one filled button of the page of a program that takes requests; who is in it already has it in words."""

    @pytest.fixture
    def cohort(self):
        return CohortFactory(takes_requests=True, program__takes_requests=True)

    def button(self, client, cohort):
        said = client.get(page(cohort.program)).content.decode()
        ask = reverse("cohorts:ask", args=[cohort.program.slug])
        return [
            words for kind, words in re.findall(rf'<a( class="btn btn-primary")? href="{ask}">(.*?)</a>', said) if kind
        ]

    def test_it_stands_on_top_for_who_is_in_no_cohort_of_it(self, client, cohort):
        assert self.button(client, cohort) == ["Ask to join"]

    def test_a_member_is_led_to_the_cohort_instead(self, client, cohort):
        client.force_login(EnrollmentFactory(cohort=cohort).person)
        assert self.button(client, cohort) == []
        assert b"Ask to join another cohort" in client.get(page(cohort.program)).content

    def test_a_program_by_invitation_has_none(self, client, cohort):
        type(cohort.program).objects.update(takes_requests=False)
        assert self.button(client, cohort) == []
