"""Loading: made once, nothing the second time, only what changed the third, and never anything people wrote."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from cohorts.enums import CohortStatus, OrganizationType
from cohorts.models import Cohort, Phase, Program
from cop_portal.blueprints.loading import load_programs
from cop_portal.blueprints.problems import BadBlueprint
from discussions.enums import BoardKind
from discussions.models import Board, Thread
from improvement.models import Rubric
from notifications.models import OutboxMail
from progress.models import ParticipationRule
from sessions.models import LiveSession, Prompt
from sessions.operations.materials import add_link
from sessions.operations.reminders import plan_due_reminders
from tests.cop_portal.blueprints.examples import BLUEPRINTS, EXAMPLE
from tests.factories.cohorts import CohortFactory, EnrollmentFactory
from tests.factories.discussions import PostFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
FILES = sorted(BLUEPRINTS.glob("*.toml"))
FORUM = BLUEPRINTS / "health_equity_forum.toml"
# The example's second session on a day, so that the file can tell of a cohort that has met.
HELD = EXAMPLE.replace('month = "2025-04"', 'date = "2025-04-01"\nstart = "18:00"\nminutes = 60') + (
    '\n[as_it_ran]\nslug = "conversations-2025"\ntitle = "Conversations 2025"\n'
)


def everything():
    """Every row of every table of the portal, history included."""
    return {
        model._meta.label: list(model.objects.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.app_label not in {"sessions", "contenttypes", "auth"}
    }


def load(*paths):
    return [str(loaded) for loaded in load_programs(paths, now=NOW)]


@pytest.fixture
def fourth(tmp_path):
    """Writes the fourth program's file, the documentation's example unless told otherwise."""

    def write(text=EXAMPLE, name="fourth.toml"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


class TestFirstTime:
    def test_makes_the_three_programs_and_says_so(self):
        loads = load_programs(FILES, now=NOW)

        assert [(loaded.program, loaded.word, loaded.changes) for loaded in loads] == [
            (
                "Health Equity forum",
                "created",
                ("Cohort “Health Equity forum 2022”: created as it ran, with 9 sessions and 24 prompts.",),
            ),
            ("Racial Equity CoP", "created", ()),
            (
                "Upstream work",
                "created",
                ("Rubric “Readiness for upstream work (the portal's sample rubric)”, with 6 domains.",),
            ),
        ]
        assert list(Program.objects.order_by("slug").values_list("slug", flat=True)) == [
            "health-equity-forum", "racial-equity-cop", "upstream-conditions",
        ]  # fmt: skip
        assert Rubric.objects.get().program.slug == "upstream-conditions"

    def test_the_forum_of_2022_is_kept_as_it_ran(self):
        load(FORUM)

        cohort = Cohort.objects.get(slug="health-equity-forum-2022")
        sessions = list(cohort.live_sessions.order_by("starts_at"))
        assert (cohort.status, str(cohort.starts_on), str(cohort.ends_on)) == ("completed", "2022-04-20", "2022-12-07")
        assert [f"{session.starts_at.astimezone(cohort.zone):%Y-%m-%d %H:%M}" for session in sessions] == [
            "2022-04-20 15:00", "2022-05-18 15:00", "2022-06-15 15:00", "2022-07-27 15:00", "2022-08-24 15:00",
            "2022-09-21 15:00", "2022-10-26 15:00", "2022-11-16 15:00", "2022-12-07 15:00",
        ]  # fmt: skip
        assert {sum(item.minutes for item in session.agenda_items.all()) for session in sessions} == {90}
        assert set(Prompt.objects.filter(thread__opens_at=sessions[1].ends_at)) == set(sessions[1].prompts.all())
        assert cohort.participation_rule.responses_required == 1
        assert sorted(cohort.boards.values_list("kind", flat=True).distinct()) == [
            BoardKind.COHORT, BoardKind.FACILITATORS, BoardKind.SESSION,
        ]  # fmt: skip

    def test_nobody_is_ever_reminded_of_a_cohort_that_has_met(self):
        load(FORUM)
        cohort = Cohort.objects.get()
        EnrollmentFactory(cohort=cohort)

        for start in cohort.live_sessions.values_list("starts_at", flat=True):
            for before in (timedelta(days=7), timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)):
                assert plan_due_reminders(now=start - before) == 0
        assert cohort.reminder_minutes == []
        assert OutboxMail.objects.count() == 0

    def test_what_has_no_field_becomes_a_section_of_the_page(self):
        load(FORUM)

        sections = {section["title"]: section for section in Program.objects.get().sections}
        assert sections["The series we watch"]["body"].startswith("The key resource is the PBS documentary series")
        assert sections["Where people stand"]["points"] == [
            "Front-line staff", "Managers", "Executives", "Board members", "Patients and clients",
        ]  # fmt: skip
        assert sections["Affinity groups that may be formed"]["points"][0] == "Political determinants of health"
        assert len(sections["Organizations"]["points"]) == 8

    def test_only_the_forums_funding_forbids_lobbying(self):
        """Its note says so; the others' say nothing of it."""
        load(*FILES)
        forbidding = Program.objects.filter(forbids_lobbying=True).values_list("slug", flat=True)
        assert list(forbidding) == ["health-equity-forum"]

    def test_only_the_forum_takes_requests_and_from_which_organizations(self):
        load(*FILES)
        assert dict(Program.objects.values_list("slug", "takes_requests")) == {
            "health-equity-forum": True, "racial-equity-cop": False, "upstream-conditions": False,
        }  # fmt: skip
        eligible = dict(Program.objects.values_list("slug", "eligible_types"))
        assert eligible["health-equity-forum"] == list(OrganizationType.values)
        assert eligible["racial-equity-cop"] == ["health_system"]

    def test_a_fourth_program_needs_no_code(self, fourth):
        assert load(fourth()) == ["Conversations (fourth.toml): created."]

        program = Program.objects.get(slug="neighborhood-conversations")
        assert program.hosts == ["Example Partnership"]
        assert program.blueprint["sessions"][0]["prompts"][0]["slug"] == "one-thing"

    def test_a_fourth_program_may_have_met_too(self, fourth):
        load(fourth(HELD))

        first, second = LiveSession.objects.order_by("starts_at")
        (prompt,) = first.prompts.all()
        assert (first.slug, first.phase.slug, first.board.slug) == ("first-meeting", "conversations", "first-meeting")
        # A question without a title is its own name.
        assert prompt.thread.title == "What is one thing on your street that keeps people well?"
        assert (prompt.thread.slug, prompt.thread.body) == ("one-thing", "")
        assert [material.url for material in first.materials.all()] == ["https://example.org/tables"]
        assert second.agenda_items.count() == 0


class TestAgain:
    def test_changes_nothing_in_any_table(self):
        load(*FILES)
        before = everything()

        assert load(*FILES) == [
            "Health Equity forum (health_equity_forum.toml): unchanged.",
            "Racial Equity CoP (racial_equity_cop.toml): unchanged.",
            "Upstream work (upstream_conditions.toml): unchanged.",
        ]
        assert everything() == before
        assert len(before["live_sessions.HistoricalLiveSession"]) >= 9

    def test_asks_one_question_for_each_file(self, django_assert_num_queries):
        load(*FILES)

        with django_assert_num_queries(3 + 2):  # and the transaction's begin and end
            load(*FILES)

    def test_what_was_edited_in_the_portal_stays(self):
        load(FORUM)
        Program.objects.update(summary="Said by an administrator.")

        load(FORUM)

        assert Program.objects.get().summary == "Said by an administrator."


class TestChangedFile:
    def test_updates_only_what_changed(self, fourth):
        load(fourth(HELD))
        Program.objects.update(summary="Said by an administrator.")
        before = everything()

        assert load(
            fourth(
                HELD.replace('title = "What keeps us well here"', 'title = "What keeps us well"').replace(
                    "To find priorities", "To find out, together, priorities"
                )
            )
        ) == ["Conversations (fourth.toml): updated.\n  Program: purpose.\n  Session “first-meeting”: title."]

        after = everything()
        assert {label for label in after if after[label] != before[label]} == {
            "cohorts.Program", "live_sessions.LiveSession", "live_sessions.HistoricalLiveSession", "discussions.Board",
            "discussions.HistoricalBoard",
        }  # fmt: skip
        assert Program.objects.get().summary == "Said by an administrator."
        assert Program.objects.get().purpose.startswith("To find out, together")
        assert Board.objects.get(slug="first-meeting").name == "What keeps us well"

    def test_a_moved_session_moves_its_prompts_and_a_reworded_prompt_keeps_its_answers(self, fourth):
        load(fourth(HELD))
        thread = Thread.objects.get(slug="one-thing")
        post = PostFactory(thread=thread)

        (said,) = load(
            fourth(
                HELD.replace('date = "2025-03-04"', 'date = "2025-03-05"').replace(
                    "What is one thing on your street", "What is the one thing on your street"
                )
            )
        )

        assert said.endswith("Session “first-meeting”: time, prompt “one-thing” reworded.")
        thread.refresh_from_db()
        assert thread.title == "What is the one thing on your street that keeps people well?"
        assert list(thread.posts.all()) == [post]
        session = LiveSession.objects.get(slug="first-meeting")
        assert thread.opens_at == session.ends_at == datetime(2025, 3, 6, 1, 30, tzinfo=UTC)

    def test_agenda_links_prompts_phases_rule_and_cohort(self, fourth):
        load(fourth(HELD))
        session = LiveSession.objects.get(slug="first-meeting")
        person = EnrollmentFactory().person
        add_link(live_session=session, title="Added", url="https://example.org/a", by=person, now=NOW)
        text = (
            HELD.replace('title = "Welcome", minutes = 15', 'title = "Coffee", minutes = 15')
            .replace('url = "https://example.org/tables" }', 'url = "https://example.org/rounds" }')
            .replace("prompts = [", 'prompts = [\n    { slug = "new-one", text = "Who is missing?" },')
            .replace('title = "Conversations"\nstarts', 'title = "Talks"\nstarts')
            .replace("Come to the conversations", "Come to as many conversations as you can")
            .replace('title = "Conversations 2025"', 'title = "Talks of 2025"')
        )

        (said,) = load(fourth(text))

        assert said == (
            "Conversations (fourth.toml): updated.\n"
            "  Cohort “Talks of 2025”: title, phases, participation rule.\n"
            "  Session “first-meeting”: agenda, prompt “new-one” added, materials."
        )
        assert session.agenda_items.get(position=1).title == "Coffee"
        assert [prompt.thread.slug for prompt in session.prompts.order_by("position")] == ["new-one", "one-thing"]
        assert sorted(material.url for material in session.materials.all()) == [
            "https://example.org/a", "https://example.org/rounds",
        ]  # fmt: skip
        assert Phase.objects.get().title == "Talks"
        assert ParticipationRule.objects.get().words.startswith("Come to as many")

    def test_a_cohort_that_is_no_longer_in_the_file_stays(self, fourth):
        load(fourth(HELD))

        (said,) = load(fourth(EXAMPLE))

        assert "Cohort “conversations-2025” is no longer in the file; it stays." in said
        assert Cohort.objects.get().status == CohortStatus.COMPLETED

    def test_a_program_without_a_cohort_says_what_its_next_one_begins_with(self, fourth):
        load(fourth())

        assert load(fourth(EXAMPLE.replace("first Tuesday", "last Friday"))) == [
            "Conversations (fourth.toml): updated.\n  For new cohorts, series: rule."
        ]

    def test_it_names_each_session_and_what_of_it(self, fourth):
        load(fourth())
        text = EXAMPLE.replace('slug = "second-meeting"', 'slug = "last-meeting"').replace(
            "first Tuesday", "last Friday"
        )
        text = text.replace('title = "What keeps us well here"', 'title = "What keeps us well"\noptional = true')
        text = text.replace("[cohort_defaults]", "[cohort_defaults]\nstaff_see_team_boards = true")

        (said,) = load(fourth(text))
        assert said.splitlines()[1:] == [
            "  For new cohorts, cohort defaults: staff see team boards.",
            "  For new cohorts, series: rule.",
            "  For new cohorts, session “first-meeting”: title, optional.",
            "  For new cohorts, session “last-meeting”: added.",
            "  For new cohorts, session “second-meeting”: taken away.",
        ]

    def test_one_of_a_kind_is_told_as_one(self, fourth):
        rubric = (
            '[rubric]\ntitle = "Small"\nlevels = ["low", "high"]\n[[rubric.domains]]\nslug = "one"\ntitle = "One"\n'
        )
        (said,) = load(fourth(EXAMPLE + "\n" + rubric + 'descriptors = ["a", "b"]\n'))
        assert said.endswith("Rubric “Small”, with 1 domain.")


class TestNothingPeopleWroteIsDestroyed:
    SECOND = re.compile(r'\[\[sessions\]\]\nslug = "second-meeting".*?(?=\n\[as_it_ran\])', flags=re.DOTALL)

    def test_a_session_nobody_wrote_in_is_taken_away(self, fourth):
        load(fourth(HELD))

        (said,) = load(fourth(self.SECOND.sub("", HELD)))

        assert said.endswith("\n  Session “second-meeting”: taken away.")
        assert [session.slug for session in LiveSession.objects.all()] == ["first-meeting"]

    def test_a_session_with_posts_is_refused_and_nothing_of_the_file_is_written(self, fourth):
        load(fourth(HELD))
        board = LiveSession.objects.get(slug="second-meeting").board
        thread = Thread.objects.create(board=board, slug="talk", title="Talk", created_at=NOW)
        PostFactory(thread=thread)
        before = everything()

        with pytest.raises(BadBlueprint) as bad:
            load(fourth(self.SECOND.sub("", HELD).replace("To find priorities", "To find out priorities")))

        assert str(bad.value) == (
            'fourth.toml, session "second-meeting", sessions: People have posted in this session; it stays. '
            "Put it back into the file. What people wrote isn't deleted by a file."
        )
        assert everything() == before

    def test_a_prompt_with_answers_is_not_taken_away(self, fourth):
        load(fourth(HELD))
        PostFactory(thread=Thread.objects.get(slug="one-thing"))

        with pytest.raises(BadBlueprint, match="People have answered this prompt; it stays"):
            load(fourth(HELD.replace('slug = "one-thing"', 'slug = "another"')))

        assert Thread.objects.get().slug == "one-thing"


class TestBadFiles:
    def test_all_problems_of_all_files_are_said_and_nothing_is_written(self, fourth):
        bad = fourth(EXAMPLE.replace("minutes = 60", "minutes = 50"), "bad.toml")
        worse = fourth('[program]\nslug = "x"\ntitel = "X"', "worse.toml")

        with pytest.raises(CommandError) as error:
            call_command("load_program", str(FORUM), str(bad), str(worse))

        sentences = str(error.value).splitlines()
        assert error.value.returncode == 1
        assert sentences[2].startswith('bad.toml, session "first-meeting", sessions.agenda: its items add up to 80')
        assert sentences[3].startswith('worse.toml, program.titel: there is no such key, did you mean "title"?')
        assert Program.objects.count() == 0

    def test_two_files_of_one_program(self, fourth):
        with pytest.raises(BadBlueprint, match=r"a\.toml is this program too"):
            load(fourth(EXAMPLE, "a.toml"), fourth(EXAMPLE, "b.toml"))

    def test_a_cohort_that_has_met_has_met(self, fourth):
        with pytest.raises(BadBlueprint, match="it is still to come on 2027-04-01, and \\[as_it_ran\\] says"):
            load(fourth(HELD.replace("2025-04", "2027-04")))

        assert Program.objects.count() == 0

    def test_the_address_of_somebody_elses_cohort(self, fourth):
        CohortFactory(slug="conversations-2025", title="Another")

        with pytest.raises(BadBlueprint, match="“Another”, which doesn't come from this file, has this address"):
            load(fourth(HELD))

        assert Cohort.objects.count() == 1

    def test_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(CommandError, match=r"nowhere.toml: it can't be read: No such file or directory\."):
            call_command("load_program", str(tmp_path / "nowhere.toml"))

    def test_a_stored_document_this_portal_no_longer_reads_is_loaded_over(self, fourth):
        load(fourth(HELD))
        program = Program.objects.get()
        program.blueprint["retired"] = True
        program.summary = "old"
        program.save()
        post = PostFactory(thread=Thread.objects.get(slug="one-thing"))

        (said,) = load(fourth(HELD))

        assert "Program: summary." in said
        assert Program.objects.get().summary.startswith("Residents and a health system")
        assert list(Thread.objects.get().posts.all()) == [post]
