"""The demo as somebody new meets it; loaded once for this file, because it is everything at once."""

from __future__ import annotations

import zoneinfo
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from cohorts.enums import EnrollmentStatus, OrganizationType, Role
from cohorts.models import (
    AffinityGroup,
    Cohort,
    Enrollment,
    GroupMeeting,
    GroupMembership,
    JoinRequest,
    Organization,
    Team,
    TeamFormation,
)
from cop_portal.demo import PASSWORD, sign_ins
from cop_portal.demo.loading import load_demo
from cop_portal.queries import community_of
from discussions.enums import BoardKind
from discussions.models import Board, Post, Thread
from notifications.models import OutboxMail
from sessions.enums import SessionFormat
from sessions.models import AccommodationRequest, LiveSession, Material, Presence, Recording, Reflection, Reminder
from sessions.operations.reminders import plan_due_reminders
from sessions.queries.attendance_pages import overview_of, waiting_names
from tests.cop_portal.blueprints.test_loading import everything

CURRENT = ["health-equity-forum-current", "racial-equity-cop-current", "upstream-conditions-current"]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """When it was loaded, what that said, and where its file is; undone after the last test of this file."""
    now, media = timezone.now(), tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(PORTAL_DEMO=True, MEDIA_ROOT=media):
            said = load_demo(now=now)
        yield now, said, media
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db, settings):
    """The demo, in demo mode; what a test changes of it is undone."""
    settings.PORTAL_DEMO, settings.MEDIA_ROOT = True, loaded[2]
    return loaded[0]


def person(key):
    return User.objects.get(email=f"{key}@example.org")


class TestWhatThereIs:
    def test_it_says_what_it_made(self, loaded):
        years = {cohort.slug: cohort.title for cohort in Cohort.objects.filter(slug__in=CURRENT)}
        assert loaded[1] == [
            "48 people",
            f"{years[CURRENT[0]]}: 21 people, 130 posts and topics",
            f"{years[CURRENT[1]]}: 14 people, 26 posts and topics",
            f"{years[CURRENT[2]]}: 13 people, 12 posts and topics",
        ]

    def test_everybody_is_made_up_and_lives_somewhere_in_the_united_states(self, demo):
        assert set(User.objects.values_list("is_demo", flat=True)) == {True}
        assert {user.email.partition("@")[2] for user in User.objects.all()} == {"example.org"}
        assert {user.time_zone for user in User.objects.exclude(time_zone="")} == {
            "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
            "Pacific/Honolulu", "America/Puerto_Rico",
        }  # fmt: skip
        assert set(Organization.objects.values_list("kind", flat=True)) == set(OrganizationType.values)

    def test_something_is_about_to_happen_in_every_program(self, demo):
        for slug in CURRENT:
            cohort = Cohort.objects.get(slug=slug)
            assert cohort.live_sessions.over(demo).exists()
            assert cohort.live_sessions.filter(starts_at__gt=demo, starts_at__lt=demo + timedelta(days=22)).exists()
            assert cohort.participation_rule.words

    def test_teams_have_three_to_five_people_with_the_invited_or_are_health_centers(self, demo):
        sizes = {
            team.name: team.enrollments.filter(status__in=["active", "invited"]).count() for team in Team.objects.all()
        }
        assert sizes == {
            "Condor Valley team": 4, "San Lázaro team": 4, "Bahía Verde team": 4,
            "Quillwood": 2, "Saltmarsh": 2, "Three Bridges": 2, "Granite Mill": 2, "Cranberry Neck": 2,
        }  # fmt: skip
        assert Board.objects.filter(kind=BoardKind.TEAM).count() == len(sizes)

    def test_some_were_invited_and_one_left_whose_words_stay(self, demo):
        standing = Enrollment.objects.exclude(status=EnrollmentStatus.ACTIVE)
        assert sorted(standing.values_list("person__name", "status")) == [
            ("Carla Benning", "withdrawn"), ("Jasmine Ortega", "invited"), ("Kim Aldana", "invited"),
            ("Phil Drummond", "invited"),
        ]  # fmt: skip
        assert Post.objects.filter(author=person("carla")).count() == 1

    def test_places_recordings_and_materials(self, demo):
        places = LiveSession.objects.exclude(place_name="").exclude(format=SessionFormat.VIRTUAL)
        assert places.count() == 4
        assert not places.filter(access_information="").exists()
        assert set(places.values_list("place_kind", flat=True)) == {"community", "health_system"}
        published = Recording.objects.filter(published_at__isnull=False)
        assert published.exclude(transcript="").filter(has_captions=True).exists()
        assert Recording.objects.filter(published_at__isnull=True).count() == 1
        handed_out = Material.objects.exclude(file="").get()
        assert (handed_out.file_name, handed_out.content_type) == (
            "questions-for-a-walk.txt", "text/plain; charset=utf-8",
        )  # fmt: skip
        with handed_out.file.open() as file:
            assert b"TAKE ON A WALK" in file.read()

    def test_conversations_go_deep_and_on_in_two_languages(self, demo):
        assert Post.objects.filter(depth=3).exists()
        assert Post.objects.filter(body__startswith="Escribo en español").exists()
        kinds = Thread.objects.filter(posts__isnull=False).values_list("board__kind", flat=True).distinct()
        assert set(kinds) == set(BoardKind.values)

    def test_nobody_wrote_before_the_prompt_opened_or_in_the_future(self, demo):
        for post in Post.objects.select_related("thread", "parent"):
            assert post.created_at < demo
            assert post.thread.opens_at is None or post.thread.opens_at < post.created_at
            assert post.parent is None or post.parent.created_at < post.created_at

    def test_two_ask_to_join_the_forum(self, demo):
        assert [cohort.slug for cohort in Cohort.objects.taking_requests()] == ["health-equity-forum-current"]
        assert JoinRequest.objects.filter(status="waiting").count() == 2

    def test_an_affinity_group_is_open_and_another_is_proposed(self, demo):
        groups = AffinityGroup.objects.order_by("status")
        assert [(group.status, group.name) for group in groups] == [
            ("open", "Community policymaking processes"), ("proposed", "Walking the ZIP code"),
        ]  # fmt: skip
        members = GroupMembership.objects.standing().filter(group=groups[0])
        assert {row.person.name for row in members} >= {"Amina Yusuf", "Imani Okafor"}
        assert Post.objects.visible_to(person("amina"), demo).filter(thread__board__group=groups[0]).count() == 3
        assert GroupMeeting.objects.get().starts_at > demo

    def test_one_team_formation_form_is_half_filled_in_and_another_is_handed_in(self, demo):
        forms = TeamFormation.objects.order_by("status")
        assert [(form.status, form.leader_name, form.members.count()) for form in forms] == [
            ("handed_in", "Samir Haddad", 4), ("open", "Gloria Antunes", 3),
        ]  # fmt: skip
        assert forms[1].opened_at < forms[1].saved_at < demo < forms[1].due_at


class TestAgain:
    def test_two_have_shared_a_reflection_and_one_keeps_hers(self, demo):
        rows = Reflection.objects.order_by("updated_at")
        assert [(row.person.name, row.is_shared) for row in rows] == [
            (person("renee").name, False),
            (person("beatrice").name, True),
            (person("amina").name, False),
            (person("keola").name, True),
        ]
        assert all(row.live_session.ends_at < row.updated_at <= demo and row.word_count > 40 for row in rows)

    def test_the_second_time_changes_nothing_and_asks_little(self, demo, capsys, django_assert_max_num_queries):
        before = everything()

        with django_assert_max_num_queries(3):  # one question, and the transaction around it
            call_command("load_demo")

        assert capsys.readouterr().out == "Demo: unchanged.\n"
        assert everything() == before

    def test_refused_outside_demo_mode(self, db, settings):
        settings.PORTAL_DEMO = False

        with pytest.raises(CommandError, match=r"exist only in demo mode\. Start with PORTAL_DEMO=1"):
            call_command("load_demo")

        assert not User.objects.filter(email="peter@example.org", is_demo=False).exists()


class TestSignIns:
    ROLES = ["participant", "team lead", "facilitator", "coach", "coordinator", "observer", "site admin"]

    def test_one_for_each_role(self, demo):
        assert [sign_in.role for sign_in in sign_ins()] == self.ROLES
        roles = {
            sign_in.role: set(Enrollment.objects.filter(person__email=sign_in.email).values_list("role", flat=True))
            for sign_in in sign_ins()
        }
        assert {role: found for role, found in roles.items() if found} == {
            role.label: {role.value} for role in Role
        }  # fmt: skip
        assert person("admin").is_site_admin

    @pytest.mark.parametrize("role", ROLES)
    def test_each_comes_in_with_the_password_and_sees_their_community(self, demo, client, role):
        sign_in = next(found for found in sign_ins() if found.role == role)

        answer = client.post("/account/login/", {"login": sign_in.email, "password": sign_in.password})

        assert answer.headers["Location"] == "/"
        assert client.get("/").status_code == 200

    def test_none_is_told_outside_demo_mode(self, demo, settings):
        settings.PORTAL_DEMO = False

        assert sign_ins() == []

    def test_the_password_would_be_taken_from_anybody(self, demo):
        assert len(PASSWORD) >= 10
        assert person("amina").check_password(PASSWORD)

    def test_those_who_were_invited_have_never_been_here(self, demo):
        for key in ("jasmine", "kim", "phil"):
            assert not person(key).has_usable_password()
            assert not person(key).emailaddress_set.get().verified


class TestWhatTheParticipantSees:
    def test_what_is_owed_and_what_is_new(self, demo):
        amina = person("amina")
        amina.previous_visit_at = amina.visit_began_at

        community = community_of(amina, demo)

        assert [(part.live_session.slug, part.standing.is_done) for part in community.owed + community.done] == [
            ("module-3", False), ("module-2", False), ("module-1", True), ("opening", True),
        ]  # fmt: skip
        assert community.owed[0].standing.responded_at is None
        assert len(community.owed[1].standing.replied_to) == 1
        assert community.next_session.slug == "module-4"
        assert {news.title for news in community.threads} == {
            "The first doors", "What people bring with them", "Who would like to talk by phone while walking?",
        }  # fmt: skip
        assert [material.title for material in community.materials] == [
            "Before the session: three questions to take on a walk"
        ]

    def test_two_clocks_stand_beside_each_other(self, demo):
        amina = person("amina")
        assert zoneinfo.ZoneInfo(amina.time_zone) != amina.enrollments.get().cohort.zone


class TestNeeds:
    def test_one_is_arranged_and_the_others_wait(self, demo):
        rows = AccommodationRequest.objects.order_by("asked_at")
        assert [(row.person.name, row.status, row.messages.count()) for row in rows] == [
            (person("dolores").name, "arranged", 2),
            (person("hector").name, "open", 0),
            (person("raymond").name, "open", 0),
        ]
        (waiting,) = community_of(person("sofia"), demo).open_requests
        assert (waiting.cohort.slug, waiting.number) == ("health-equity-forum-current", 2)


class TestAttendance:
    def test_past_sessions_know_who_was_there(self, demo):
        cohort = Cohort.objects.get(slug=CURRENT[0])
        overview = overview_of(cohort, person("marcus"), demo)
        assert [[number for _label, number in counts] for _session, counts in overview.numbers] == [
            [15, 0, 1, 1], [13, 1, 1, 2], [15, 0, 0, 2], [12, 0, 1, 4],
        ]  # fmt: skip
        assert [row.enrollment.person for row in overview.drifting] == [person("tom")]

    def test_a_few_names_wait_to_be_known(self, demo):
        waiting = Presence.objects.waiting().order_by("name").values_list("name", flat=True)
        assert list(waiting) == ["Front desk, Millrace", "Galaxy A15", "Nora K.", "Reading room", "iPhone"]
        last = LiveSession.objects.get(cohort__slug=CURRENT[0], slug="module-3")
        proposed = {one.name: one.proposed for one in waiting_names(last, person("marcus"), demo)}
        assert [name for _person, name in proposed["Nora K."]] == ["Nora Kowalczyk"]


class TestMails:
    def test_invitations_and_a_proposal_of_now_and_nothing_of_the_past(self, demo):
        mails = OutboxMail.objects.all()
        assert sorted((mail.kind, mail.recipient.name if mail.recipient else mail.address) for mail in mails) == [
            ("cohorts.formation_handed_in", "Sofía Maldonado Rivera"),
            ("cohorts.formation_link", "gloria@example.org"), ("cohorts.formation_link", "samir@example.org"),
            ("cohorts.group_proposed", "Sofía Maldonado Rivera"),
            ("cohorts.invitation", "Jasmine Ortega"), ("cohorts.invitation", "Kim Aldana"),
            ("cohorts.request_arrived", "ernesto@example.org"), ("cohorts.request_arrived", "lorraine@example.org"),
            # The second request joins the first in the queue.
            ("cohorts.request_to_answer", "Sofía Maldonado Rivera"),
        ]  # fmt: skip
        assert {mail.due_at for mail in mails} == {demo}

    def test_two_people_are_reminded_and_the_ledger_says_why_the_others_are_not(self, demo):
        assert plan_due_reminders(now=demo) == 2

        reminders = Reminder.objects.filter(mail__isnull=False)
        assert sorted(reminders.values_list("person__name", "live_session__slug")) == [
            ("Amina Yusuf", "module-4"), ("Marcus Oyelaran", "module-4"),
        ]  # fmt: skip
        assert set(Reminder.objects.filter(mail=None).values_list("reason", flat=True)) == {
            "The demo was loaded after this reminder was due."
        }
        assert plan_due_reminders(now=demo) == 0
