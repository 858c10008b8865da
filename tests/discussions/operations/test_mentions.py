"""Who is mentioned is kept with the words, told once, and never by another name than the one that stands there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from accounts.merging import Merger
from accounts.models import User
from cohorts.models import Enrollment, Pseudonym
from discussions.enums import BoardKind
from discussions.models import Mention, Post
from discussions.operations.erasing import erase_post
from discussions.operations.hidden_topics import hide_topic, restore_topic
from discussions.operations.joining import join_threads
from discussions.operations.merging import hand_over_talk
from discussions.operations.posts import delete_post, edit_post, write_post
from discussions.operations.threads import edit_topic, start_topic
from notifications.models import OutboxMail
from tests.factories.accounts import SiteAdminFactory
from tests.factories.cohorts import PseudonymFactory
from tests.factories.discussions import BoardFactory, MentionFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def thread(cast):
    Enrollment.objects.filter(cohort=cast.cohort).update(in_directory=True)
    return ThreadFactory(board=BoardFactory(cohort=cast.cohort))


@pytest.fixture
def cedar(cast, thread):
    cast.cohort.pseudonyms_allowed = True
    cast.cohort.save()
    cedar = PseudonymFactory(cohort=cast.cohort, person=cast["team_lead"], name="Cedar")
    PostFactory(thread=thread, author=cast["team_lead"], pseudonym=cedar)
    return cedar


def write(thread, by, body, **changes) -> Post:
    thread.refresh_from_db()
    return write_post(thread=thread, by=by, body=body, **({"submission": uuid4(), "now": NOW} | changes))


def mentioned(**where):
    rows = Mention.objects.filter(**where).order_by("pk")
    return [row.person.name if row.person else row.pseudonym.name for row in rows]


def told():
    return list(OutboxMail.objects.order_by("pk").values_list("kind", "recipient__name", "params"))


def test_an_answer_keeps_whom_it_mentions_and_tells_each_once(cast, thread):
    body = "@Coach, @Team Lead and @Coach; @Nobody Here"
    post = write(thread, cast["participant"], body)
    assert mentioned(post=post) == ["Coach", "Team Lead"]
    people = f"/cohorts/{cast.cohort.slug}/people/"
    assert post.body == body
    assert (
        f'<a class="mention" href="{people}?q=Team+Lead" rel="nofollow noopener ugc">@Team Lead</a>' in post.body_html
    )
    params = {"post": post.pk}
    kind = "discussions.mentioned"
    assert sorted(told()) == [(kind, "Coach", params), (kind, "Team Lead", params)]
    # The same form again.
    write(thread, cast["participant"], body, submission=post.submission)
    assert (len(told()), Mention.objects.count()) == (2, 2)


def test_nobody_is_told_of_what_they_wrote_or_changed_themselves(cast, thread):
    post = write(thread, cast["participant"], "I am @Participant")
    assert mentioned(post=post) == ["Participant"]
    edit_post(post=post, by=cast["facilitator"], body="@Participant and @Facilitator", reason="Clearer", now=NOW)
    assert mentioned(post=post) == ["Participant", "Facilitator"]
    assert told() == []


def test_an_edit_tells_those_who_are_new_and_nobody_twice(cast, thread):
    post = write(thread, cast["participant"], "@Coach")
    edit_post(post=post, by=cast["participant"], body="@Coach and @Team Lead", now=NOW)
    edit_post(post=post, by=cast["participant"], body="Nobody", now=NOW)
    assert mentioned(post=post) == []
    edit_post(post=post, by=cast["participant"], body="@Team Lead, @coach", now=NOW)
    assert mentioned(post=post) == ["Team Lead", "Coach"]
    assert [name for _kind, name, _params in told()] == ["Coach", "Team Lead"]


def test_a_topic_mentions_in_its_first_words(cast, thread):
    facts = {"board": thread.board, "by": cast["participant"], "title": "Rent", "submission": uuid4(), "now": NOW}
    topic = start_topic(body="What do you say, @Coach?", **facts)
    assert mentioned(thread=topic) == ["Coach"]
    assert 'class="mention"' in topic.body_html
    assert told() == [("discussions.mentioned", "Coach", {"thread": topic.pk})]
    edit_topic(topic=topic, by=cast["participant"], title="Rent", body="And you, @Coordinator and @Coach?", now=NOW)
    assert mentioned(thread=topic) == ["Coach", "Coordinator"]
    assert [name for _kind, name, _params in told()] == ["Coach", "Coordinator"]
    hide_topic(thread=topic, by=cast["facilitator"], reason="Names a patient", now=NOW)
    restore_topic(thread=topic, by=cast["facilitator"], now=NOW)
    topic.refresh_from_db()
    assert topic.body_html.count('class="mention"') == 2
    # It becomes part of another thread: the words stand there, and nobody is told again.
    join_threads(source=topic, target=thread, by=cast["facilitator"], now=NOW)
    post = Post.objects.get()
    assert mentioned(post=post) == ["Coach", "Coordinator"]
    assert post.body_html.count('class="mention"') == 2
    assert OutboxMail.objects.filter(kind="discussions.mentioned").count() == 2


def test_only_those_who_read_the_board_are_mentioned(cast, thread):
    room = ThreadFactory(board=BoardFactory(cohort=cast.cohort, kind=BoardKind.TEAM, team=cast.team))
    post = write(room, cast["participant"], "@Coach, @Facilitator, @Observer, @Withdrawn, @Neighbor, @Team Lead")
    assert mentioned(post=post) == ["Team Lead"]
    assert [name for _kind, name, _params in told()] == ["Team Lead"]


class TestWithoutAName:
    def test_a_pseudonym_is_mentioned_as_that_and_no_row_says_who_it_is(self, cast, thread, cedar):
        post = write(thread, cast["participant"], "I agree with @cedar.")
        row = Mention.objects.get()
        assert (row.person, row.pseudonym) == (None, cedar)
        assert post.body_html == '<p>I agree with <span class="mention">@cedar</span>.</p>\n'
        # Told all the same, in a mail that the administration doesn't show.
        assert told() == [("discussions.nameless_mentioned", "Team Lead", {"post": post.pk})]

    def test_by_both_names_it_is_one_mail(self, cast, thread, cedar):
        post = write(thread, cast["participant"], "@Team Lead, @Cedar")
        assert mentioned(post=post) == ["Team Lead", "Cedar"]
        assert told() == [("discussions.mentioned", "Team Lead", {"post": post.pk})]
        other = write(thread, cast["participant"], "@Cedar")
        edit_post(post=other, by=cast["participant"], body="@Cedar, @Team Lead", now=NOW)
        assert [kind for kind, _name, params in told() if params == {"post": other.pk}] == [
            "discussions.nameless_mentioned"
        ]

    def test_what_is_said_without_a_name_tells_in_the_same_way(self, cast, thread, cedar):
        """Who of those mentioned got no mail would be the one who wrote it."""
        write(thread, cast["team_lead"], "@Team Lead, @Coach, @Cedar", without_name=True)
        assert told() == [("discussions.nameless_mentioned", "Coach", {"post": Post.objects.last().pk})]

    def test_nothing_drawn_changes_or_is_to_be_hidden_when_people_do(self, cast, thread, cedar):
        named = write(thread, cast["participant"], "@team lead")
        nameless = write(thread, cast["participant"], "@Cedar")
        drawn = [named.body_html, nameless.body_html]
        lead = cast["team_lead"]
        lead.name = "Quenby Marlowe"
        lead.save()
        edit_post(post=nameless, by=cast["participant"], body="@Cedar, once more", now=NOW)
        for post in (named, nameless):
            post.refresh_from_db()
            assert "Quenby" not in post.body_html
            assert "Team Lead" not in post.body_html
            assert f'"{lead.pk}"' not in post.body_html
        assert named.body_html == drawn[0]
        Pseudonym.objects.update(person=None)
        write(thread, cast["participant"], "@Cedar")
        assert OutboxMail.objects.count() == 2
        User.objects.filter(pk=lead.pk).delete()
        assert mentioned(post=named) == []
        assert mentioned(post=nameless) == ["Cedar"]


def test_words_that_are_erased_mention_nobody(cast, thread):
    post = write(thread, cast["participant"], "@Coach")
    delete_post(post=post, by=cast["participant"], now=NOW)
    assert mentioned(post=post) == ["Coach"]
    erase_post(post=post, by=cast["participant"], now=NOW)
    assert mentioned(post=post) == []


def test_of_two_accounts_of_one_person_each_word_mentions_one(cast, thread):
    kept, merged = cast["coach"], cast["team_lead"]
    both, theirs = PostFactory(thread=thread), PostFactory(thread=thread)
    topics = [ThreadFactory(board=thread.board) for _ in range(2)]
    for person in (kept, merged):
        MentionFactory(post=both, person=person)
        MentionFactory(post=None, thread=topics[0], person=person)
    MentionFactory(post=theirs, person=merged)
    MentionFactory(post=None, thread=topics[1], person=merged)
    hand_over_talk(Merger(kept=kept, merged=merged, by=SiteAdminFactory(), now=NOW + timedelta(days=1), reason="Twice"))
    rows = kept.mentions.order_by("pk")
    assert list(rows.exclude(post=None).values_list("post", flat=True)) == [both.pk, theirs.pk]
    assert list(rows.exclude(thread=None).values_list("thread", flat=True)) == [topics[0].pk, topics[1].pk]


def test_a_post_without_an_at_costs_nothing_more_and_one_with_it_five_queries(cast, thread, django_assert_num_queries):
    people = ["@Coach", "@Coach, @Team Lead and @Coordinator"]
    with django_assert_num_queries(9):
        write_post(thread=thread, by=cast["participant"], body="a@b.org", submission=uuid4(), now=NOW)
    for body in people:
        # People, pseudonyms, mentions, mails and their keys.
        with django_assert_num_queries(9 + 5):
            write_post(thread=thread, by=cast["participant"], body=body, submission=uuid4(), now=NOW)
