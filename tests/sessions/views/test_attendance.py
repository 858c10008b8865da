from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.urls import reverse

from cohorts.enums import CohortStatus
from sessions.enums import Attended, PresenceSource
from sessions.models import Alias, Apology, Correction, Presence
from tests.discussions.pages import parsed
from tests.expired_sign_in import signed_in, signs_in_again
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import (
    AliasFactory,
    ApologyFactory,
    CorrectionFactory,
    LiveSessionFactory,
    PresenceFactory,
    ReportImportFactory,
)
from tests.sessions.views.conftest import END, START, text_of

pytestmark = pytest.mark.django_db
SLUG = "place-matters"
DESK = {"at": END + timedelta(hours=1)}


def said(visit, name, *args, role="facilitator", **other):
    answer = visit(role, f"sessions:{name}", SLUG, *args, **(DESK | other))
    assert answer.status_code == 200
    return text_of(answer)


def before(cast):
    """The session a month before."""
    return LiveSessionFactory(cohort=cast.cohort, starts_at=START - timedelta(days=30), label="Session 4")


def person_page(cast, role="participant"):
    return cast.enrollment(role).pk


class TestThePage:
    def test_says_everybodys_state_minutes_and_sources(self, cast, visit, live_session):
        PresenceFactory(live_session=live_session, person=cast["participant"])
        PresenceFactory(
            live_session=live_session, person=cast["team_lead"], source=PresenceSource.JOIN_BUTTON, left_at=None
        )
        CorrectionFactory(
            live_session=live_session, person=cast["coach"], by=cast["coordinator"], reason="On the telephone."
        )
        words = said(visit, "attendance")
        assert "Live means 45 minutes or more in the session." in words
        assert "there live 90 Zoom’s report" in words
        assert "there live 90 by the Join button the Join button" in words
        assert "By hand: On the telephone. (Coordinator)" in words
        assert "2 there live 0 made up later 0 excused 0 not there" in words

    def test_is_read_after_the_cohort_is_completed_and_nothing_is_done_then(self, cast, visit, live_session):
        cast.cohort.status = CohortStatus.COMPLETED
        cast.cohort.save()
        assert "Tick the list" not in said(visit, "attendance")
        assert visit("facilitator", "sessions:attendance_list", SLUG, **DESK).status_code == 403

    def test_shows_apologies_with_their_word_and_takes_late_ones(self, cast, visit, live_session):
        ApologyFactory(live_session=live_session, person=cast["participant"], word="canary-word", said_at=END)
        words = said(visit, "attendance")
        assert "Participant waits for your answer canary-word" in words
        enrollment = person_page(cast)
        visit("facilitator", "sessions:attendance_excuse", SLUG, enrollment, data={}, **DESK)
        assert Apology.objects.get().accepted_by == cast["facilitator"]
        visit("facilitator", "sessions:attendance_excuse", SLUG, enrollment, data={"to": "back"}, **DESK)
        assert Apology.objects.get().accepted_by is None

    @pytest.mark.parametrize("number", [1, 3])
    def test_costs_the_same_for_one_and_for_three(self, cast, counted, live_session, number):
        for _one in range(number):
            person = EnrollmentFactory(cohort=cast.cohort).person
            PresenceFactory(live_session=live_session, person=person)
            CorrectionFactory(live_session=live_session, person=person)
            PresenceFactory(live_session=live_session, person=None, name=f"Name {person.pk}")
            AliasFactory(cohort=cast.cohort, person=person)
        counted(14, "facilitator", "sessions:attendance", SLUG, **DESK)
        counted(13, "facilitator", "sessions:attendance_list", SLUG, **DESK)
        counted(9, "facilitator", "sessions:attendance_names", SLUG, **DESK)
        counted(12, "facilitator", "sessions:attendance_overview", **DESK)


class TestTheList:
    def test_ticks_and_unticks_what_was_changed(self, cast, visit, live_session):
        ana, bo = cast["participant"].pk, cast["team_lead"].pk
        tell = lambda data: visit("facilitator", "sessions:attendance_list", SLUG, data=data, at=START)  # noqa: E731
        assert tell({f"there-{ana}": "1"}).status_code == 302
        # The other phone was drawn before that.
        tell({f"there-{bo}": "1"})
        assert set(Presence.objects.values_list("person", flat=True)) == {ana, bo}
        tell({f"was-{ana}": "1", f"was-{bo}": "1", f"there-{bo}": "1"})
        assert list(Presence.objects.values_list("person", "noted_by")) == [(bo, cast["facilitator"].pk)]

    def test_shows_what_is_ticked(self, cast, visit, live_session):
        ana = cast["participant"].pk
        PresenceFactory(live_session=live_session, person=cast["participant"], source=PresenceSource.LIST)
        page = visit("facilitator", "sessions:attendance_list", SLUG, at=START).content.decode()
        assert f'name="was-{ana}"' in page
        assert page.count(" checked") == 1
        assert f'id="there-{ana}" checked' in page

    def test_ticks_come_back_after_a_sign_in_that_had_ended(self, cast, live_session):
        ana, bo, person = cast["participant"].pk, cast["team_lead"].pk, cast["facilitator"]
        PresenceFactory(live_session=live_session, person=cast["team_lead"], source=PresenceSource.LIST)
        address = reverse("sessions:attendance_list", args=[cast.cohort.slug, SLUG])
        client = signed_in(person)
        client.session.flush()
        sent = {"writer": str(person.pk), f"there-{ana}": "1", f"was-{bo}": "1"}
        page = signs_in_again(client, person, client.post(address, sent)).content.decode()
        assert "it is not saved yet" in page
        assert [f'id="there-{ana}" checked' in page, f'id="there-{bo}" checked' in page] == [True, False]
        assert [f'name="was-{ana}"' in page, f'name="was-{bo}"' in page] == [False, True]

    def test_nonsense_is_nobody_and_too_early_is_said(self, cast, visit, live_session):
        data = {"there-x": "1", "there-": "1", "there-" + "9" * 40: "1", "there-²": "1", "there-999999": "1"}
        assert visit("facilitator", "sessions:attendance_list", SLUG, data=data, at=START).status_code == 302
        data = {f"there-{cast['participant'].pk}": "1"}
        visit("facilitator", "sessions:attendance_list", SLUG, data=data, at=START - timedelta(days=1))
        assert not Presence.objects.exists()
        assert "has not begun yet" in said(visit, "attendance_list", at=START - timedelta(days=1))


class TestOnePerson:
    def test_is_corrected_with_a_reason_and_the_correction_lifted(self, cast, visit, live_session):
        enrollment = person_page(cast)
        answer = visit("facilitator", "sessions:attendance_person", SLUG, enrollment, data={"state": "live"}, **DESK)
        assert "Fill this in." in text_of(answer)
        data = {"state": "live", "reason": "canary-reason"}
        answer = visit("facilitator", "sessions:attendance_person", SLUG, enrollment, data=data, **DESK)
        assert answer.status_code == 302
        assert Correction.objects.get().by == cast["facilitator"]
        assert "By hand: canary-reason (Facilitator)" in said(visit, "attendance_person", enrollment)
        visit("coordinator", "sessions:attendance_lift", SLUG, enrollment, data={}, **DESK)
        words = said(visit, "attendance_person", enrollment)
        assert "By hand" not in words
        assert "Lifted Sep 21" in words
        assert "there live: canary-reason" in words

    def test_is_excused_by_one_click(self, cast, visit, live_session):
        enrollment = person_page(cast)
        assert "Excuse them" in said(visit, "attendance_person", enrollment)
        visit("facilitator", "sessions:attendance_excuse", SLUG, enrollment, data={}, **DESK)
        words = said(visit, "attendance_person", enrollment)
        assert "Participant is excused. " in words
        assert "Accepted by Facilitator." in words

    def test_nobody_of_another_cohort(self, cast, visit, live_session):
        other = EnrollmentFactory(cohort=cast.neighbor_cohort).pk
        for name in ("attendance_person", "attendance_lift", "attendance_excuse"):
            assert visit("facilitator", f"sessions:{name}", SLUG, other, data={}, **DESK).status_code == 404


class TestNames:
    def test_without_a_guess_one_chooses_who_it_is(self, visit, live_session):
        PresenceFactory(live_session=live_session, person=None, name="Xyzzy")
        words = said(visit, "attendance_names")
        assert "Zoom’s report Choose who of this cohort it is Xyzzy It is nobody of this cohort" in words

    def test_a_proposal_is_taken_by_one_click_and_remembered(self, cast, visit, live_session):
        row = PresenceFactory(live_session=live_session, person=None, name="Lead, Team")
        words = said(visit, "attendance_names")
        assert (
            "Lead, Team 90 minutes in the session · Zoom’s report It is Team Lead Lead, Team It is somebody else of this cohort"
            in words
        )
        data = {"person": cast["team_lead"].pk}
        answer = visit("facilitator", "sessions:attendance_name", SLUG, row.pk, data=data, **DESK)
        assert answer.status_code == 302
        row.refresh_from_db()
        assert (row.person, row.alias.told_as, row.alias.by) == (cast["team_lead"], "Lead, Team", cast["facilitator"])
        words = said(visit, "attendance_names")
        assert "“Lead, Team” is Team Lead." in words
        assert "Everybody is known" in words
        assert "Lead, Team: Team Lead Facilitator" in words
        visit("facilitator", "sessions:attendance_name_forget", SLUG, row.alias_id, data={}, **DESK)
        assert list(Presence.objects.waiting()) == [row]

    def test_somebody_else_for_this_session_only(self, cast, visit, live_session):
        row = PresenceFactory(live_session=live_session, person=None, name="iPhone")
        assert "Participant (" in said(visit, "attendance_name", row.pk)
        data = {"person": cast["participant"].pk, "once": "on"}
        visit("facilitator", "sessions:attendance_name", SLUG, row.pk, data=data, **DESK)
        assert Alias.objects.get().live_session == live_session

    def test_nobody_of_this_cohort(self, visit, live_session):
        row = PresenceFactory(live_session=live_session, person=None, name="Interpreter")
        visit("facilitator", "sessions:attendance_name", SLUG, row.pk, data={"person": "nobody"}, **DESK)
        assert list(Presence.objects.set_aside()) == [row]

    def test_the_wall_between_cohorts(self, cast, visit, live_session):
        other = LiveSessionFactory(cohort=cast.neighbor_cohort)
        row = PresenceFactory(live_session=other, person=None, name="canary-name")
        alias = AliasFactory(cohort=cast.neighbor_cohort, told_as="canary-alias")
        words = said(visit, "attendance_names")
        assert [
            "canary" in words,
            visit("facilitator", "sessions:attendance_name", SLUG, row.pk, **DESK).status_code,
        ] == [
            False,
            404,
        ]
        forget = visit("facilitator", "sessions:attendance_name_forget", SLUG, alias.pk, data={}, **DESK)
        assert (forget.status_code, Alias.objects.count()) == (404, 1)
        # Nor is anybody of the other cohort chosen for a row of this one.
        mine = PresenceFactory(live_session=live_session, person=None, name="Neighbor")
        data = {"person": cast["neighbor"].pk}
        answer = visit("facilitator", "sessions:attendance_name", SLUG, mine.pk, data=data, **DESK)
        assert (answer.status_code, Presence.objects.waiting().filter(pk=mine.pk).count()) == (200, 1)


class TestTheOverview:
    def test_says_who_is_drifting_away_and_how_to_write_to_them(self, cast, visit, live_session):
        PresenceFactory(live_session=before(cast), person=cast["coach"])
        PresenceFactory(live_session=live_session, person=cast["team_lead"])
        EnrollmentFactory(cohort=cast.neighbor_cohort, person__email="elsewhere@example.org")
        answer = visit("facilitator", "sessions:attendance_overview", **DESK)
        page, words = answer.content.decode(), text_of(answer)
        assert "nothing made up. Participant" in words
        letter = f"/cohorts/{cast.cohort.slug}/manage/letters/write/?to={cast.enrollment('participant').pk}&amp;next="
        assert (letter in page, "mailto:participant" in page, "participant@example.org" in page) == (True, False, False)
        assert "1 of 2 not there there live 90 min" in words

    @pytest.mark.parametrize(("role", "names"), [("team_lead", True), ("observer", False)])
    def test_what_others_see(self, cast, visit, live_session, role, names):
        for session in (before(cast), live_session):
            PresenceFactory(live_session=session, person=cast["coach"])
        answer = visit(role, "sessions:attendance_overview", **DESK)
        words = text_of(answer)
        page = answer.content.decode()
        assert ["People and sessions" in words, "participant@example.org" in page, "letters/write" in page] == [
            names,
            False,
            False,
        ]
        assert "Session 5 Sep 21, 3:00 pm Eastern 0 0 0 2" in words

    def test_offers_to_bring_the_report_of_the_last_session_until_it_is_there(self, cast, visit, live_session):
        address = f"/manage/sessions/{SLUG}/attendance/report/"
        ask = lambda role: visit(role, "sessions:attendance_overview", **DESK).content.decode()  # noqa: E731
        assert [f'{address}"' in ask(role) for role in ("facilitator", "team_lead")] == [True, False]
        ReportImportFactory(live_session=live_session)
        assert f'{address}"' not in ask("facilitator")

    def test_says_where_attendance_was_not_taken(self, visit, live_session):
        words = text_of(visit("facilitator", "sessions:attendance_overview", **DESK))
        assert "Session 5 Sep 21, 3:00 pm Eastern not taken 0 0 not taken" in words
        assert "Attendance has not been taken yet." in text_of(
            visit("facilitator", "sessions:attendance", SLUG, **DESK)
        )

    def test_says_that_nobody_drifts_only_where_that_is_known(self, cast, visit, live_session):
        earlier = before(cast)
        PresenceFactory(live_session=live_session, person=cast["participant"])
        PresenceFactory(live_session=live_session, person=cast["team_lead"])
        words = text_of(visit("facilitator", "sessions:attendance_overview", **DESK))
        assert "This can be said once attendance is known of two sessions." in words
        assert "everybody was there" not in words
        PresenceFactory(live_session=earlier, person=cast["coach"])
        words = text_of(visit("facilitator", "sessions:attendance_overview", **DESK))
        assert "Nobody: everybody was there" in words


class TestOnesOwn:
    def test_state_and_minutes_stand_on_the_sessions_page(self, cast, visit, live_session):
        PresenceFactory(live_session=live_session, person=cast["participant"], left_at=START + timedelta(minutes=84))
        assert "Attended, 84 minutes" in said(visit, "session_detail", role="participant")
        assert "You are not noted as having been there." in said(visit, "session_detail", role="team_lead")

    def test_they_stand_on_the_schedule_too(self, cast, visit, live_session):
        PresenceFactory(live_session=live_session, person=cast["participant"], left_at=START + timedelta(minutes=20))
        ApologyFactory(live_session=live_session, person=cast["team_lead"])
        told = {
            role: text_of(visit(role, "sessions:schedule", **DESK))
            for role in ("participant", "team_lead", "site_admin")
        }
        assert "20 minutes: too short to count as attended" in told["participant"]
        assert "You are excused." in told["team_lead"]
        assert "attended" not in told["site_admin"]

    def test_who_was_corrected_is_not_told_that_their_minutes_are_too_few(self, cast, visit, live_session):
        PresenceFactory(live_session=live_session, person=cast["participant"], left_at=START + timedelta(minutes=84))
        CorrectionFactory(live_session=live_session, person=cast["participant"], state=Attended.NONE)
        words = said(visit, "session_detail", role="participant")
        assert "You are not noted as having been there." in words
        assert "A facilitator has set this by hand." in words
        assert "too short" not in words

    def test_i_cannot_come_and_can_after_all(self, cast, visit, live_session):
        before = {"at": START - timedelta(days=2)}
        assert "I can’t come" in said(visit, "session_detail", role="participant", **before)
        assert "not reminded of it" in said(visit, "apology", role="participant", **before)
        data = {"word": "canary-word"}
        assert visit("participant", "sessions:apology", SLUG, data=data, **before).status_code == 302
        words = said(visit, "session_detail", role="participant", **before)
        assert "You are excused. I can come after all" in words
        # Its word is for those who run the sessions.
        assert "canary-word" in said(visit, "attendance", **before)
        for role in ("participant", "team_lead", "coach", "observer"):
            assert "canary-word" not in said(visit, "session_detail", role=role, **before)
        visit("participant", "sessions:apology_withdraw", SLUG, data={}, **before)
        assert "You are expected again." in said(visit, "session_detail", role="participant", **before)

    def test_it_stands_beside_the_way_in_and_afterwards_beside_what_is_known(self, cast, visit, live_session):
        PresenceFactory(live_session=live_session, person=cast["team_lead"], left_at=END)
        for at, id_ in ((START - timedelta(days=2), "when"), (START + timedelta(hours=3), "attendance")):
            tree = parsed(visit("participant", "sessions:session_detail", SLUG, at=at))
            parts = [part for part in tree.iter("section") if part.get("aria-labelledby") == id_]
            links = [link.get("href") for part in parts for link in part.iter("a")]
            assert [href for href in links if href.endswith("/cannot-come/")], id_

    def test_a_late_one_waits(self, visit, live_session):
        assert "a facilitator has to accept it" in said(visit, "apology", role="participant")
        visit("participant", "sessions:apology", SLUG, data={"word": ""}, **DESK)
        assert "a facilitator has not answered yet" in said(visit, "session_detail", role="participant")

    def test_nobody_withdraws_anothers(self, cast, visit, live_session):
        ApologyFactory(live_session=live_session, person=cast["participant"])
        assert visit("team_lead", "sessions:apology_withdraw", SLUG, data={}, **DESK).status_code == 404


class TestJoining:
    def test_who_is_let_in_is_noted_once(self, cast, visit, live_session):
        for minutes in (0, 5):
            at = START + timedelta(minutes=minutes)
            assert visit("participant", "sessions:session_join", SLUG, at=at).status_code == 302
        row = Presence.objects.get()
        assert (row.person, row.source, row.joined_at) == (cast["participant"], "join_button", START)

    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Purpose": "prefetch"},
            {"Sec-Purpose": "prefetch;prerender"},
            {"Purpose": "prefetch"},
            {"Sec-Fetch-Dest": "image"},
        ],
    )
    def test_a_look_ahead_is_no_presence(self, visit, live_session, headers):
        assert visit("participant", "sessions:session_join", SLUG, at=START, headers=headers).status_code == 302
        assert not Presence.objects.exists()
        visit("participant", "sessions:session_join", SLUG, at=START, headers={"Sec-Fetch-Dest": "document"})
        assert Presence.objects.count() == 1

    def test_nobody_is_kept_out_because_of_a_note(self, visit, live_session, monkeypatch, caplog):
        def away(**told):
            raise OperationalError("database is locked")

        monkeypatch.setattr("sessions.views.session.check_in", away)
        assert visit("participant", "sessions:session_join", SLUG, at=START).status_code == 302
        assert [record.levelname for record in caplog.records] == ["ERROR"]

    def test_setting_up_and_standing_above_are_none_either(self, visit, live_session):
        early = START - timedelta(days=1)
        assert visit("facilitator", "sessions:session_join", SLUG, query="?set-up=1", at=early).status_code == 302
        assert visit("site_admin", "sessions:session_join", SLUG, at=START).status_code == 302
        for at in (early, END):
            assert visit("participant", "sessions:session_join", SLUG, at=at).status_code == 200
        assert not Presence.objects.exists()
