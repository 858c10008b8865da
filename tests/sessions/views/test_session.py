from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from cohorts.enums import CohortStatus, EnrollmentStatus
from cop_portal.queries import coming_sessions
from sessions.enums import SessionFormat, SessionStatus
from sessions.models import LiveSession
from sessions.models.prompt import WITHHELD
from sessions.queries.session_page import next_sessions
from tests.discussions.pages import parsed
from tests.factories.discussions import PostFactory
from tests.factories.sessions import (
    AgendaItemFactory,
    LiveSessionFactory,
    MaterialFactory,
    PromptFactory,
    RecordingFactory,
)
from tests.sessions.views.conftest import END, START, text_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
RAW = "raw-link-canary"


def page(visit, role="participant", **kwargs):
    return text_of(visit(role, "sessions:session_detail", "place-matters", **kwargs))


class TestThePage:
    def test_the_agenda_has_clock_times_in_both_zones(self, visit, live_session):
        AgendaItemFactory(
            live_session=live_session, position=1, title="Feature", presenters="A. Diaz, B. Ng", minutes=50
        )
        AgendaItemFactory(live_session=live_session, position=2, title="Small groups", presenters="B. Ng", minutes=40)
        said = page(visit)
        assert "90 minutes · clock times in Pacific" in said
        assert "12:00 pm (3:00 pm Eastern) Feature A. Diaz, B. Ng 50 min" in said
        assert "12:50 pm (3:50 pm Eastern) Small groups" in said
        assert "With A. Diaz, B. Ng" in said

    def test_where_we_are_now_is_marked(self, visit, live_session):
        for position, title in enumerate(["Feature", "Small groups"], start=1):
            AgendaItemFactory(live_session=live_session, position=position, title=title, minutes=45)
        content = visit(
            "participant", "sessions:session_detail", "place-matters", at=START + 45 * MINUTE
        ).content.decode()
        marked = content.split('<li class="now"')[1:]
        assert [part.split("</li>")[0].count("<span>Small groups") for part in marked] == [1]

    @pytest.mark.parametrize(
        ("at", "button", "words"),
        [
            (START - timedelta(days=3), "Join – opens in 2 days", "It begins in 3 days"),
            (START - 15 * MINUTE, "Join now", "It begins in 15 min"),
            (START, "Join now", "It is going on now"),
            (END - MINUTE, "Join now", "It is going on now"),
            (END, "", "This session is over"),
        ],
    )
    def test_before_during_and_after(self, visit, live_session, at, button, words):
        said = page(visit, at=at)
        assert words in said
        assert (button in said) if button else ("Join" not in said)

    def test_prompts_are_not_named_before_they_open(self, visit, live_session):
        prompt = PromptFactory(live_session=live_session, thread__title="canary-prompt")
        before = page(visit, at=END - timedelta(seconds=1))
        assert "canary-prompt" not in before
        assert "One prompt opens when the session ends, Sep 21, 1:30 pm Pacific." in before
        after = visit("participant", "sessions:session_detail", "place-matters", at=END)
        assert "canary-prompt 0 responses" in text_of(after)
        assert prompt.thread.get_absolute_url() in after.content.decode()

    def test_those_who_run_it_see_them_before(self, visit, live_session):
        PromptFactory(live_session=live_session, thread__title="canary-prompt")
        assert "canary-prompt not open yet" in page(visit, "facilitator")

    def test_responses_are_counted_and_mine_is_marked(self, visit, cast, live_session):
        prompt = PromptFactory(live_session=live_session, thread__title="What do you hear?")
        mine = PostFactory(thread=prompt.thread, author=cast["participant"], created_at=END)
        PostFactory(thread=prompt.thread, created_at=END)
        PostFactory(thread=prompt.thread, parent=mine, created_at=END)
        PostFactory(thread=prompt.thread, created_at=END, deleted_at=END)
        assert "What do you hear? 2 responses 2 new you answered" in page(visit, at=END + MINUTE)
        assert "you answered" not in page(visit, "team_lead", at=END + MINUTE)

    def test_an_observer_sees_no_talk(self, visit, live_session):
        PromptFactory(live_session=live_session, thread__title="canary-prompt")
        said = page(visit, "observer", at=END)
        assert "canary-prompt" not in said
        assert "Prompts" not in said

    def test_a_prompt_with_its_own_time_says_it(self, visit, live_session):
        own = END + timedelta(days=1)
        PromptFactory(live_session=live_session, opens_at=own, thread__opens_at=own)
        assert "One prompt opens on Sep 22, 1:30 pm Pacific." in page(visit)

    def test_recordings_held_back_are_for_those_who_run_it(self, visit, live_session):
        RecordingFactory(live_session=live_session, title="canary-held-back", published_at=None)
        RecordingFactory(live_session=live_session, title="Shown", missing_reason="They are being written.")
        said = page(visit, at=END)
        assert "canary-held-back" not in said
        assert "Shown without captions, without transcript: They are being written." in said
        assert "canary-held-back held back" in page(visit, "facilitator", at=END)

    def test_the_transcript_is_text(self, visit, live_session):
        recording = RecordingFactory(live_session=live_session, transcript="<b onclick=x>Hello</b>", has_captions=True)
        content = visit("participant", "sessions:session_detail", "place-matters", at=END).content.decode()
        assert [f'href="{recording.get_absolute_url()}"' in content, "Hello" in content] == [True, False]
        shown = visit("participant", "sessions:recording_detail", "place-matters", recording.pk, at=END)
        assert "&lt;b onclick=x&gt;Hello&lt;/b&gt;" in shown.content.decode()

    def test_place_directions_and_access(self, visit, live_session):
        LiveSession.objects.update(
            format=SessionFormat.IN_PERSON, place_name="Riverside Library", place_kind="community",
            place_address="12 Main Street", access_information="Step-free from the yard.",
        )  # fmt: skip
        said = page(visit)
        assert (
            "Riverside Library community-based place Getting there 12 Main Street Access Step-free from the yard."
            in said
        )
        assert "Join" not in said

    def test_a_cancelled_one_says_so_and_why(self, visit, live_session):
        PromptFactory(live_session=live_session)
        LiveSession.objects.update(status=SessionStatus.CANCELLED, cancellation_reason="Snow in Albany.")
        said = page(visit)
        assert "This session is cancelled" in said
        assert "Snow in Albany." in said
        assert "Join" not in said

    def test_what_facilitators_do_with_it_stands_first(self, visit, live_session):
        tree = parsed(visit("facilitator", "sessions:session_detail", "place-matters"))
        ids = [part.get("id") for part in tree.iter() if part.get("id") in {"desk", "when"}]
        assert ids == ["desk", "when"]
        assert "desk.css" not in visit("participant", "sessions:session_detail", "place-matters").content.decode()

    def test_a_cancelled_ones_prompts_stay_closed(self, visit, live_session):
        prompt = PromptFactory(live_session=live_session)
        type(prompt.thread).objects.filter(pk=prompt.thread_id).update(opens_at=WITHHELD)
        LiveSession.objects.update(status=SessionStatus.CANCELLED)
        said = page(visit, "facilitator")
        assert ("stays closed" in said, "not open yet" in said) == (True, False)

    def test_a_cancelled_one_promises_nothing(self, visit, cast, live_session):
        cast.cohort.program.accommodations_contact = "Write to access@example.org."
        cast.cohort.program.save()
        LiveSession.objects.update(
            status=SessionStatus.CANCELLED, format=SessionFormat.IN_PERSON, place_name="Riverside Library"
        )
        said = page(visit)
        for words in ("Slides and readings will stand here.", "access@example.org", "Riverside Library"):
            assert words not in said
        tree = parsed(visit("participant", "sessions:session_detail", "place-matters"))
        assert any("Wednesday, September 21" in "".join(struck.itertext()) for struck in tree.iter("s"))

    @pytest.mark.parametrize(("at", "is_folded"), [(START, False), (END, True)])
    def test_the_agenda_is_folded_and_last_once_it_is_over(self, visit, live_session, at, is_folded):
        AgendaItemFactory(live_session=live_session, title="Small groups", minutes=90)
        RecordingFactory(live_session=live_session)
        tree = parsed(visit("participant", "sessions:session_detail", "place-matters", at=at))
        assert any(item.get("class") == "agenda" for fold in tree.iter("details") for item in fold.iter()) == is_folded
        headings = [heading.get("id") for heading in tree.iter("h2")]
        assert (headings.index("recording") < headings.index("agenda")) == is_folded

    def test_of_a_place_where_it_was_its_name_is_enough(self, visit, live_session):
        LiveSession.objects.update(
            format=SessionFormat.IN_PERSON, place_name="Riverside Library", place_address="12 Main Street"
        )
        said = page(visit, at=END)
        assert ("Riverside Library" in said, "12 Main Street" in said) == (True, False)

    def test_on_the_day_the_desk_is_a_step_away(self, visit, live_session):
        link = 'href="#desk"'
        for role, is_there in (("facilitator", True), ("participant", False)):
            content = visit(role, "sessions:session_detail", "place-matters", at=START).content.decode()
            assert ((link in content), ('id="desk"' in content)) == (is_there, is_there)

    def test_whom_to_ask_for_what_one_needs(self, visit, cast, live_session):
        cast.cohort.program.accommodations_contact = "Write to access@example.org."
        cast.cohort.program.save()
        said = page(visit)
        assert "Write to access@example.org." in said
        assert "Ask for it Captioning, interpretation, materials in another format" in said
        assert "To ask, write to" not in said
        # Who takes no part any more can't ask here, and is told where.
        cast["participant"].enrollments.update(status=EnrollmentStatus.COMPLETED)
        said = page(visit)
        assert "To ask, write to support@example.org. The coordinators' names are on the cohort's page." in said

    @pytest.mark.parametrize("number", [1, 3])
    def test_it_costs_the_same_whatever_hangs_on_it(self, counted, live_session, number):
        for position in range(number):
            AgendaItemFactory(live_session=live_session, position=position)
            PostFactory(thread=PromptFactory(live_session=live_session).thread)
            MaterialFactory(live_session=live_session)
            RecordingFactory(live_session=live_session)
        counted(25, "participant", "sessions:session_detail", "place-matters", at=END)


class TestJoining:
    @pytest.mark.parametrize("at", [START - 15 * MINUTE, START, END - timedelta(seconds=1)])
    def test_from_a_quarter_of_an_hour_before_to_the_end(self, visit, live_session, at):
        answer = visit("participant", "sessions:session_join", "place-matters", at=at)
        assert (answer.status_code, answer["Location"]) == (302, live_session.join_url)
        assert "no-store" in answer["Cache-Control"]

    @pytest.mark.parametrize(
        ("at", "changes", "heading"),
        [
            (START - 15 * MINUTE - timedelta(seconds=1), {}, "The door is not open yet"),
            (END, {}, "This session is over"),
            (START, {"status": SessionStatus.CANCELLED}, "This session is cancelled"),
            (START, {"format": SessionFormat.IN_PERSON}, "This session meets in person"),
            (START, {"join_url": ""}, "The room is not ready yet"),
        ],
    )
    def test_otherwise_a_page_says_what_to_do(self, visit, live_session, at, changes, heading):
        LiveSession.objects.update(**changes)
        answer = visit("participant", "sessions:session_join", "place-matters", at=at)
        assert answer.status_code == 200
        assert f" {heading} " in text_of(answer)
        assert RAW not in answer.content.decode()

    def test_a_hybrid_session_has_a_room_too(self, visit, live_session):
        LiveSession.objects.update(format=SessionFormat.HYBRID)
        assert visit("participant", "sessions:session_join", "place-matters", at=START).status_code == 302

    def test_the_early_are_told_when_in_their_own_time(self, visit, live_session):
        said = text_of(visit("participant", "sessions:session_join", "place-matters"))
        assert "You can go in from Sep 21, 11:45 am Pacific" in said
        assert "Facilitators" not in said

    def test_those_who_run_it_may_set_up_before(self, visit, live_session):
        early = visit("facilitator", "sessions:session_join", "place-matters")
        assert "Facilitators: go in now and set up" in text_of(early)
        assert RAW not in early.content.decode()
        assert visit("facilitator", "sessions:session_join", "place-matters", query="?set-up=1").status_code == 302
        assert visit("participant", "sessions:session_join", "place-matters", query="?set-up=1").status_code == 200

    def test_those_who_have_completed_the_cohort_join_no_more(self, visit, cast, live_session):
        enrollment = cast.enrollment("participant")
        enrollment.status = EnrollmentStatus.COMPLETED
        enrollment.save()
        answer = visit("participant", "sessions:session_join", "place-matters", at=START)
        assert answer.status_code == 403
        assert "You do not take part in this cohort now" in text_of(answer)
        assert RAW not in answer.content.decode()

    def test_in_a_completed_cohort_no_session_is_held(self, visit, cast, live_session):
        cast.cohort.status = CohortStatus.COMPLETED
        cast.cohort.save()
        answer = visit("participant", "sessions:session_join", "place-matters", at=START)
        assert answer.status_code == 403
        assert "Its sessions are not held any more." in text_of(answer)
        assert RAW not in answer.content.decode()
        page = visit("participant", "sessions:session_detail", "place-matters", at=START)
        assert "This cohort has been completed" in text_of(page)
        assert "/join/" not in page.content.decode()
        assert LiveSession.objects.count() == 1
        assert next_sessions(cast["participant"], START) == []
        assert coming_sessions(cast["participant"], START) == []

    @pytest.mark.parametrize("role", ["outsider", "neighbor", "invited", "withdrawn"])
    def test_to_those_outside_it_is_as_if_it_did_not_exist(self, visit, cast, live_session, role):
        real = visit(role, "sessions:session_join", "place-matters", at=START)
        made_up = visit(role, "sessions:session_join", "no-such-session", at=START)
        assert (real.status_code, made_up.status_code) == (404, 404)
        assert text_of(real) == text_of(made_up)
        assert "This is no session of yours" in text_of(real)
        assert RAW not in real.content.decode()

    def test_they_are_shown_their_own_sessions(self, visit, cast, live_session):
        LiveSessionFactory(cohort=cast.neighbor_cohort, title="Their own", starts_at=START + timedelta(days=1))
        said = text_of(visit("neighbor", "sessions:session_join", "place-matters", at=START))
        assert "Their own" in said
        assert "Place Matters" not in said

    def test_a_withdrawn_person_is_out_from_the_next_request_on(self, visit, cast, live_session):
        assert visit("participant", "sessions:session_join", "place-matters", at=START).status_code == 302
        enrollment = cast.enrollment("participant")
        enrollment.status = EnrollmentStatus.WITHDRAWN
        enrollment.save()
        assert visit("participant", "sessions:session_join", "place-matters", at=START).status_code == 404


DETAILS = {"title": "Place Matters", "label": "Session 5", "kind": "module", "format": "virtual"}


class TestEditing:
    def test_the_link_is_kept_without_being_shown(self, visit, live_session):
        form = visit("facilitator", "sessions:session_edit", "place-matters")
        assert "A link to zoom.example.org is kept." in text_of(form)
        assert RAW not in form.content.decode()
        visit("facilitator", "sessions:session_edit", "place-matters", data=DETAILS | {"title": "Place matters more"})
        live_session.refresh_from_db()
        assert (live_session.title, RAW in live_session.join_url) == ("Place matters more", True)

    def test_a_new_link_takes_its_place_and_it_can_be_dropped(self, visit, live_session):
        new = "https://zoom.example.org/j/2"
        visit("facilitator", "sessions:session_edit", "place-matters", data=DETAILS | {"new_join_url": new})
        assert LiveSession.objects.get().join_url == new
        visit("facilitator", "sessions:session_edit", "place-matters", data=DETAILS | {"drop_join_url": "on"})
        assert LiveSession.objects.get().join_url == ""

    def test_a_wrong_link_changes_nothing_and_stays_typed(self, visit, live_session):
        wrong = "https://zoom.us@evil.example.org/"
        answer = visit(
            "facilitator", "sessions:session_edit", "place-matters",
            data=DETAILS | {"title": "Typed", "new_join_url": wrong},
        )  # fmt: skip
        assert "Paste the whole link, beginning with https://." in text_of(answer)
        page = answer.content.decode()
        assert [f"\n{wrong}</textarea>" in page, 'value="Typed"' in page] == [True, True]
        assert LiveSession.objects.get().title == "Place Matters"


READS = ["session_detail", "session_join", "session_door", "help_ask", "help_state", "here"]
DESK = ["session_edit", "session_move", "session_cancel", "session_duplicate", "presenters_edit", "sign_in_sheet", "here_code",
        "agenda_edit", "prompt_list", "prompt_create", "material_list",
        "recording_list"]  # fmt: skip


@pytest.mark.parametrize("name", [*READS, *DESK])
@pytest.mark.parametrize("at", [START - timedelta(days=3), START, END])
def test_the_rooms_own_address_is_on_no_page(visit, live_session, name, at):
    for role in ["participant", "facilitator", "coordinator", "site_admin", "neighbor", "withdrawn"]:
        answer = visit(role, f"sessions:{name}", "place-matters", at=at)
        assert RAW not in answer.content.decode()
        if name != "session_join":
            assert RAW not in str(dict(answer.items()))


def test_a_session_is_found_in_its_own_cohort_only(visit, cast, live_session):
    assert visit("neighbor", "sessions:session_detail", "place-matters", cohort=cast.neighbor_cohort).status_code == 404
    assert visit("neighbor", "sessions:session_move", "place-matters", cohort=cast.neighbor_cohort).status_code == 404
    assert (
        visit("site_admin", "sessions:session_detail", "place-matters", cohort=cast.neighbor_cohort).status_code == 404
    )


def test_its_address_is_for_people(live_session):
    assert live_session.get_absolute_url() == reverse(
        "sessions:session_detail", args=[live_session.cohort.slug, "place-matters"]
    )
