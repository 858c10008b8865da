"""Completion behind an @, and mentioning without a script: who is offered to whom, and what the forms say of it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cohorts.models import Enrollment
from discussions.models import Mention
from tests.cast import ROLES
from tests.discussions.pages import by_id, form_values, parsed, sent, text_of
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import EnrollmentFactory, OrganizationFactory


@pytest.fixture(autouse=True)
def listed(cast):
    Enrollment.objects.filter(cohort=cast.cohort).update(in_directory=True)


def address(board):
    return reverse("discussions:mentionable", args=[board.cohort.slug, board.slug])


def offered(client, board, typed=""):
    response = client.get(address(board), {"q": typed})
    assert response.status_code == 200
    return response.json()["found"]


def test_each_role_is_offered_those_who_read_the_board(cast, board, team_board, desk_board, sign_in):
    answers = {}
    for name, place in (("all", board), ("team", team_board), ("desk", desk_board)):
        for role in ROLES:
            response = sign_in(role).get(address(place))
            answers[name, role] = (
                [row["name"] for row in response.json()["found"]]
                if response.status_code == 200
                else response.status_code
            )
    outside = {"anonymous": 302} | dict.fromkeys(("outsider", "neighbor", "invited", "withdrawn", "observer"), 404)
    everybody = ["Coach", "Coordinator", "Facilitator", "Participant", "Team Lead"]
    team, desk = ["Participant", "Team Lead"], ["Coordinator", "Facilitator"]

    def expected(readers, told=404):
        seen = {
            role: [one for one in readers if one != cast[role].name] for role in ROLES[1:] if cast[role].name in readers
        }
        return dict.fromkeys(ROLES, told) | outside | seen | {"site_admin": readers}

    assert answers == {
        (name, role): answer
        for name, readers in (("all", everybody), ("team", team), ("desk", desk))
        for role, answer in expected(readers).items()
    }


def test_what_is_offered_is_a_name_and_where_it_is_from(cast, board, sign_in):
    for place in ("Harbor Health", "Bay Clinic"):
        organization = OrganizationFactory(name=place)
        person = UserFactory(name="Rosa <b>Delgado", email=f"rosa-at-{organization.pk}@example.org")
        EnrollmentFactory(cohort=cast.cohort, person=person, in_directory=True, organization=organization)
    response = sign_in("participant").get(address(board), {"q": "ro"})
    assert response.json()["found"] == [
        {"put": f"@Rosa <b>Delgado ({place})", "name": "Rosa <b>Delgado", "about": place}
        for place in ("Bay Clinic", "Harbor Health")
    ]
    assert "example.org" not in response.content.decode()
    assert response["Content-Type"] == "application/json"
    assert "no-store" in response["Cache-Control"]


def test_who_only_reads_is_told_so(cast, board, sign_in):
    Enrollment.objects.filter(person=cast["participant"]).update(status="completed")
    assert sign_in("participant").get(address(board)).status_code == 403


@pytest.mark.parametrize("people", [1, 3])
def test_asking_costs_the_same_for_any_number(cast, board, sign_in, django_assert_num_queries, people):
    for number in range(people):
        EnrollmentFactory(cohort=cast.cohort, person=UserFactory(name=f"Zora {number}"), in_directory=True)
    client = sign_in("participant")
    # Session, person, board, standing; people, pseudonyms.
    with django_assert_num_queries(6):
        assert len(offered(client, board, "zora")) == people


def test_asking_too_often_is_asking_in_vain(board, sign_in, monkeypatch):
    monkeypatch.setattr("discussions.views.mentions.ASKED", {"mentionable": "2/10m/user"})
    client = sign_in("participant")
    assert [client.get(address(board)).status_code for _ in range(3)] == [200, 200, 429]


def test_the_forms_say_how_and_where_to_ask(cast, board, thread, sign_in):
    client = sign_in("participant")
    form = by_id(parsed(client.get(thread.get_absolute_url())), "answer")
    assert form.get("data-mentions") == address(board)
    assert "Write @ and a full name to mention somebody who reads here; they are told." in text_of(form)
    assert "@Full Name (Organization)" in text_of(form)
    page = client.get(f"{board.get_absolute_url()}new/").content.decode()
    assert address(board) in page
    assert "Write @ and a full name" in page


def test_without_a_script_a_name_that_is_typed_mentions(cast, thread, address_of_posts, sign_in):
    client = sign_in("participant")
    form = by_id(parsed(client.get(thread.get_absolute_url())), "answer")
    preview = client.post(address_of_posts, form_values(form) | {"body": "Ask @team lead", "preview": "1"})
    marked = [element for element in parsed(preview).iter() if element.get("class") == "mention"]
    assert [text_of(element) for element in marked] == ["@team lead"]
    assert not Mention.objects.exists()
    client.post(address_of_posts, form_values(form) | {"body": "Ask @team lead"})
    assert Mention.objects.get().person == cast["team_lead"]
    page = parsed(sign_in("coach").get(thread.get_absolute_url()))
    (link,) = (element for element in page.iter("a") if element.get("class") == "mention")
    found = parsed(sign_in("coach").get(link.get("href")))
    assert "Team Lead" in text_of(by_id(found, "main"))


@pytest.fixture
def address_of_posts(thread):
    return f"{thread.get_absolute_url()}posts/"


def test_posting_with_mentions_costs_the_same_for_any_number(
    cast, address_of_posts, sign_in, django_assert_num_queries
):
    client = sign_in("participant")
    for body in ("@Coach", "@Coach, @Team Lead, @Coordinator"):
        # As without (13), and people, pseudonyms, mentions, mails and their keys.
        with django_assert_num_queries(13 + 5):
            assert client.post(address_of_posts, sent(body)).status_code == 302


def test_changing_a_topic_or_a_post_shows_mentions_in_the_preview(cast, board, thread, address_of_posts, sign_in):
    client = sign_in("participant")
    new = {"title": "Rent", "body": "@Coach", "preview": "1"}
    assert 'class="mention"' in client.post(f"{board.get_absolute_url()}new/", new).content.decode()
    client.post(address_of_posts, sent("Mine"))
    edit = f"{address_of_posts}{thread.posts.get().pk}/edit/"
    assert 'class="mention"' in client.post(edit, {"body": "@Coach", "preview": "1"}).content.decode()
