"""Writing on one's own page, with and without the script that saves by itself; sharing, taking back, erasing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from cohorts.enums import CohortStatus, EnrollmentStatus
from sessions.models import Reflection
from tests.expired_sign_in import comes_back, signed_in
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import AgendaItemFactory, ReflectionFactory
from tests.sessions.views.conftest import END, START, text_of

pytestmark = pytest.mark.django_db
SLUG = "place-matters"
PAGE, TAKE_BACK, ERASE = "sessions:reflection", "sessions:reflection_take_back", "sessions:reflection_erase"
DETAIL, WALL = "sessions:session_detail", "sessions:wall"
ONLY_YOU = "Only you read this. Neither peers nor facilitators, coordinators or administrators see your words"


@pytest.fixture
def mine(cast, live_session):
    return ReflectionFactory(person=cast["participant"], live_session=live_session, body="Words of mine")


@pytest.fixture
def write(visit, live_session):
    """What is sent from the page: `write("Words", 0)`."""

    def send(body, version, *, role="participant", at=END, **facts):
        return visit(role, PAGE, SLUG, at=at, data={"body": body, "version": version, **facts})

    return send


class TestTheSessionsPage:
    def test_leads_to_it_once_the_session_has_begun(self, visit, live_session):
        address = reverse(PAGE, args=[live_session.cohort.slug, SLUG])
        assert address not in visit("participant", DETAIL, SLUG, at=START - timedelta(seconds=1)).content.decode()
        for at in (START, END):
            page = visit("participant", DETAIL, SLUG, at=at)
            assert "Write a reflection" in text_of(page)
            assert address in page.content.decode()

    def test_says_how_much_i_have_written(self, visit, mine):
        assert "You have written 3 words. Only you read it. Go on writing" in text_of(
            visit("participant", DETAIL, SLUG, at=END)
        )
        assert "You have written" not in text_of(visit("team_lead", DETAIL, SLUG, at=END))

    def test_says_what_is_on_the_wall(self, visit, cast, live_session):
        ReflectionFactory(person=cast["participant"], live_session=live_session, shared=True)
        page = visit("participant", DETAIL, SLUG, at=END)
        assert "You have shared it on the wall. Go on writing 1 reflection on the wall" in text_of(page)
        assert reverse(WALL, args=[cast.cohort.slug, SLUG]) in page.content.decode()
        assert "on the wall" not in text_of(visit("observer", DETAIL, SLUG, at=END))

    def test_of_a_completed_cohort_only_what_there_is(self, visit, mine):
        type(mine.live_session.cohort).objects.update(status=CohortStatus.COMPLETED)
        assert "You have written 3 words. Only you read it. Read it" in text_of(
            visit("participant", DETAIL, SLUG, at=END)
        )
        assert "Your reflection" not in text_of(visit("team_lead", DETAIL, SLUG, at=END))


class TestWriting:
    def test_who_reads_it_and_what_the_agenda_asks_is_said(self, visit, live_session):
        AgendaItemFactory(live_session=live_session, kind="reflection", title="Following one story back")
        page = text_of(visit("participant", PAGE, SLUG, at=START))
        assert ("Following one story back" in page, ONLY_YOU in page) == (True, True)

    def test_saved_with_the_button(self, visit, write):
        answer = write("Listen *first*.", 0, act="save", at=END)
        assert answer.status_code == 302
        page = visit("participant", PAGE, SLUG, at=END + timedelta(minutes=5))
        # 4:30 pm in New York is 1:30 pm for the participant.
        assert "Saved 1:30 pm." in text_of(page)
        assert "2 words, last saved Sep 21, 1:30 pm Pacific" in text_of(page)
        assert ">\nListen *first*.</textarea>" in page.content.decode()

    def test_before_the_session_there_is_no_form(self, visit, live_session, write):
        early = START - timedelta(minutes=1)
        page = visit("participant", PAGE, SLUG, at=early)
        assert "You can write here as soon as the session begins." in text_of(page)
        assert "<textarea" not in page.content.decode()
        write("Early", 0, at=early)
        assert not Reflection.objects.exists()

    def test_too_long_comes_back_as_it_was_typed(self, write):
        answer = write("word " * 4001, 0, act="save")
        assert "This is too long." in text_of(answer)
        assert "word word" in answer.content.decode()

    def test_an_older_page_gets_both_texts(self, visit, mine, write):
        write("Newer <b>words</b>", 1)
        refused = write("Words of an older tab", 1, act="save")
        page = refused.content.decode()
        assert refused.status_code == 200
        assert ">\nWords of an older tab</textarea>" in page
        assert "Newer &lt;b&gt;words&lt;/b&gt;" in page
        assert "You have written here in another tab or on another device." in text_of(refused)
        # It doesn't save by itself before both have been looked at.
        assert ["data-autosave>" in page, refused.context["form"]["version"].value()] == [False, "2"]
        assert write("Both", refused.context["form"]["version"].value(), act="save").status_code == 302
        assert Reflection.objects.get().body == "Both"

    def test_erased_elsewhere_the_words_stay_in_the_form(self, mine, write):
        mine.delete()
        refused = write("Words of mine and more", 1, act="save")
        assert "You have erased this reflection" in text_of(refused)
        assert refused.context["form"]["version"].value() == "0"
        write("Words of mine and more", 0, act="save")
        assert Reflection.objects.get().word_count == 5

    def test_what_was_typed_survives_an_expired_sign_in(self, cast, mine):
        url = reverse(PAGE, args=[cast.cohort.slug, SLUG])
        comes_back(signed_in(cast["participant"]), cast["participant"], url, {"body": "an hour's work & <b>"})
        mine.refresh_from_db()
        assert mine.body == "Words of mine"

    def test_somebody_who_only_stands_above_the_cohort_has_none(self, visit, write):
        said = "Reflections are written by those who take part in this cohort now."
        for answer in (visit("site_admin", PAGE, SLUG, at=END), write("Words", 0, role="site_admin")):
            assert said in text_of(answer)
        assert not Reflection.objects.exists()

    def test_those_who_have_completed_it_read_on(self, visit, cast, mine, write):
        cast["participant"].enrollments.update(status=EnrollmentStatus.COMPLETED)
        page = visit("participant", PAGE, SLUG, at=END)
        assert ["Words of mine" in text_of(page), "<textarea" in page.content.decode()] == [True, False]
        write("Other", 1)
        mine.refresh_from_db()
        assert mine.body == "Words of mine"


class TestSavingByItself:
    def test_it_says_when_and_goes_on(self, write):
        first = write("One", 0, act="autosave").json()
        assert first == {"version": 1, "said": "Saved 1:30 pm."}
        assert write("One two", 1, act="autosave", at=END + timedelta(minutes=12)).json() == {
            "version": 2,
            "said": "Saved 1:42 pm.",
        }
        assert write("One two", 1, act="autosave").json()["version"] == 2

    def test_nothing_yet_is_nothing_said(self, write):
        assert write(" ", 0, act="autosave").json() == {"version": 0, "said": ""}

    def test_what_is_on_the_wall_stays(self, visit, write, mine):
        write("Words of mine", 1, act="share")
        write("Words of mine, and a secret", 1, act="autosave")
        assert "a secret" not in text_of(visit("team_lead", WALL, SLUG, at=END))
        page = text_of(visit("participant", PAGE, SLUG, at=END))
        assert "On the wall As you shared it: Sep 21, 1:30 pm Pacific Words of mine To the wall" in page

    @pytest.mark.parametrize(
        ("body", "version", "status", "said"),
        [
            ("Other words", 7, 409, "in another tab or on another device. Press “Save for me” to see both."),
            ("word " * 4001, 1, 422, "This is too long."),
            ("zero\0byte", 1, 422, "Not saved yet"),
        ],
    )
    def test_a_refusal_is_a_word(self, write, mine, body, version, status, said):
        answer = write(body, version, act="autosave")
        assert (answer.status_code, said in answer.json()["said"]) == (status, True)
        mine.refresh_from_db()
        assert mine.body == "Words of mine"

    def test_of_one_erased_it_says_so(self, write, mine):
        mine.delete()
        answer = write("Words of mine and", 1, act="autosave")
        assert (answer.status_code, "You have erased" in answer.json()["said"]) == (409, True)
        assert not Reflection.objects.exists()

    def test_what_was_kept_from_an_expired_sign_in_is_not_needed_then(self, cast, live_session):
        client, url = signed_in(cast["participant"]), reverse(PAGE, args=[cast.cohort.slug, SLUG])
        comes_back(client, cast["participant"], url, {"body": "Kept"})
        client.post(url, {"body": "Kept and more", "version": "0", "act": "autosave"})
        assert "Kept and more</textarea>" in client.get(url).content.decode()


class TestSharing:
    def test_saves_and_puts_it_on_the_wall_with_the_name(self, visit, write, live_session):
        answer = write("For all of you", 0, act="share")
        assert answer.headers["Location"] == reverse(WALL, args=[live_session.cohort.slug, SLUG])
        wall = text_of(visit("participant", WALL, SLUG, at=END))
        assert "Your reflection is on the wall, with your name." in wall
        assert "Participant" in wall.split("For all of you")[0]
        own = text_of(visit("participant", PAGE, SLUG, at=END))
        assert ["You have shared this on the wall" in own, ONLY_YOU in own] == [True, False]
        assert ["Put these words on the wall" in own, "Share with my name" in own] == [True, False]

    def test_nothing_is_not_shared_and_stays_open(self, write):
        assert "Write a few words first." in text_of(write("  ", 0, act="share"))

    def test_refused_the_words_are_saved_and_the_form_goes_on_from_there(self, write, mine):
        Reflection.objects.update(taken_off_at=END, taken_off_reason="Names a patient", shared_version=1)
        refused = write("Words of mine", 1, act="share")
        assert "These words were taken off the wall. Change them" in text_of(refused)
        assert refused.context["form"]["version"].value() == "1"
        assert write("Other words", 1, act="share").status_code == 302

    def test_taken_back_from_the_form_the_newer_words_are_saved(self, visit, write, mine):
        write("Words of mine", 1, act="share")
        write("Words of mine alone", 1, act="take_back")
        mine.refresh_from_db()
        assert (mine.body, mine.shared_at, mine.shared_html) == ("Words of mine alone", None, "")
        assert "yours alone again" in text_of(visit("participant", PAGE, SLUG, at=END))

    def test_taken_back_at_once_in_a_completed_cohort_too(self, visit, write, mine, live_session):
        write("Words of mine", 1, act="share")
        type(live_session.cohort).objects.update(status=CohortStatus.COMPLETED)
        assert (
            reverse(TAKE_BACK, args=[live_session.cohort.slug, SLUG])
            in visit("participant", PAGE, SLUG, at=END).content.decode()
        )
        visit("participant", TAKE_BACK, SLUG, at=END, data={})
        assert "Words of mine" not in text_of(visit("team_lead", WALL, SLUG, at=END))

    def test_the_author_reads_why_it_was_taken_off(self, visit, write, mine):
        Reflection.objects.update(taken_off_at=END, taken_off_reason="Names a patient")
        said = "Taken off the wall by those who run the sessions Names a patient"
        assert said in text_of(visit("participant", PAGE, SLUG, at=END))
        assert "taken off the wall" in text_of(visit("participant", DETAIL, SLUG, at=END))
        write("Without the name", 1, act="share")
        assert said not in text_of(visit("participant", PAGE, SLUG, at=END))


class TestWithoutAName:
    @pytest.fixture
    def cohort(self, live_session):
        type(live_session.cohort).objects.update(pseudonyms_allowed=True)

    def test_it_is_offered_where_the_cohort_takes_it_and_to_those_who_may(self, visit, cast, live_session):
        assert "Share without my name" not in text_of(visit("participant", PAGE, SLUG, at=END))
        type(live_session.cohort).objects.update(pseudonyms_allowed=True)
        page = text_of(visit("participant", PAGE, SLUG, at=END))
        assert "Share without my name" in page
        assert "Facilitators and coordinators can look up who it is" in page
        assert "Share without my name" not in text_of(visit("facilitator", PAGE, SLUG, at=END))

    @pytest.mark.usefixtures("cohort")
    def test_the_wall_and_ones_own_page_say_the_other_name(self, visit, cast, write, live_session):
        write("Said quietly", 0, act="share_nameless")
        name = str(cast["participant"].pseudonyms.get())
        assert f"Your reflection is on the wall, as “{name}”." in text_of(visit("participant", WALL, SLUG, at=END))
        assert f"They read “{name}” instead of your name." in text_of(visit("participant", PAGE, SLUG, at=END))
        others = text_of(visit("team_lead", WALL, SLUG, at=END))
        assert (name in others.split("Said quietly")[0], "Participant" in others) == (True, False)

    @pytest.mark.usefixtures("cohort")
    def test_how_it_was_shared_first_is_all_that_is_offered(self, visit, write):
        write("Said quietly", 0, act="share_nameless")
        write("Said quietly, and more", 1, act="take_back")
        page = text_of(visit("participant", PAGE, SLUG, at=END))
        assert ("Share without my name" in page, "Share with my name" in page) == (True, False)
        refused = write("Said quietly, and more", 2, act="share")
        assert "This has been on the wall without your name" in text_of(refused)

    def test_what_was_to_be_without_a_name_is_not_shared_with_one(self, write):
        refused = write("Said quietly", 0, act="share_nameless")
        assert "This cohort doesn’t take posts without a name." in text_of(refused)
        assert not Reflection.objects.get().is_shared


class TestErasing:
    def test_asks_once_and_then_it_is_gone(self, visit, write, mine):
        write("Words of mine", 1, act="share")
        asked = text_of(visit("participant", ERASE, SLUG, at=END))
        assert (
            "Once erased, the 3 words you have written are gone for good; nobody can bring them back. They go from the wall too."
            in asked
        )
        done = visit("participant", ERASE, SLUG, at=END, data={}, follow=True)
        assert "Your reflection is erased." in text_of(done)
        assert not Reflection.objects.exists()
        assert visit("participant", ERASE, SLUG, at=END).status_code == 302

    def test_is_of_ones_own_only(self, visit, mine):
        visit("team_lead", ERASE, SLUG, at=END, data={})
        visit("coordinator", TAKE_BACK, SLUG, at=END, data={})
        assert Reflection.objects.get() == mine


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_whatever_stands_on_them(counted, cast, live_session, mine, number):
    for _ in range(number):
        AgendaItemFactory(live_session=live_session, kind="reflection")
        person = EnrollmentFactory(cohort=cast.cohort).person
        ReflectionFactory(person=person, live_session=live_session, shared=True)
    counted(8, "participant", PAGE, SLUG, at=END)
    counted(7, "participant", WALL, SLUG, at=END)
    counted(21, "participant", DETAIL, SLUG, at=END)
