"""Speaking without one's name: it holds wherever a post is read, and nothing is posted with a name that was to be without."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.models import Cohort, Pseudonym
from discussions.enums import BoardKind
from discussions.models import Post, Thread
from discussions.operations.merging import what_was_written
from discussions.operations.posts import delete_post, edit_post
from discussions.operations.reading import note_read
from tests.discussions.pages import by_id, form_values, parsed, sent, text_of
from tests.factories.cohorts import PseudonymFactory
from tests.factories.discussions import BoardFactory, BookmarkFactory, PostFactory, ThreadFactory
from tests.factories.sessions import ReflectionFactory

# Nothing of these stands on any page where somebody speaks without a name.
TOKENS = re.compile(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"')
TRACES = ["Quenby", "quenby", "Kestrelwood", "Doula of the river"]


@pytest.fixture(autouse=True)
def quenby(cast):
    """A participant whose traces can be told from everybody's."""
    cast.cohort.pseudonyms_allowed = True
    cast.cohort.save()
    organization = cast.team.organization
    organization.name = "Kestrelwood Health"
    organization.save()
    # The others stand elsewhere, so that the organization's name is nobody else's.
    cast.cohort.enrollments.exclude(person=cast["participant"]).update(organization=None, team=None)
    person = cast["participant"]
    person.name, person.email, person.title = "Quenby Marlowe", "quenby@example.org", "Doula of the river"
    person.save()
    return person


@pytest.fixture
def heron(cast, quenby):
    return PseudonymFactory(cohort=cast.cohort, person=quenby, name="Heron", speaks_as="community")


@pytest.fixture
def nameless(thread, quenby, heron):
    return PostFactory(thread=thread, author=quenby, pseudonym=heron, body="What I live with.")


# --- Writing --------------------------------------------------------------------------------------


def test_the_form_offers_it_and_says_who_can_know(cast, thread, address, sign_in):
    client = sign_in("participant")
    form = by_id(parsed(client.get(thread.get_absolute_url())), "answer")
    assert "Post without my name" in text_of(form)
    assert "Facilitators and coordinators can look up who it is: with a reason, which you can read." in text_of(form)
    client.post(address, form_values(form) | {"body": "What I live with.", "without_name": "1"})
    post = Post.objects.get()
    assert (post.author, post.pseudonym) == (cast["participant"], Pseudonym.objects.get())
    again = by_id(parsed(client.get(thread.get_absolute_url())), "answer")
    assert f"Others read “{post.pseudonym}”." in text_of(again)


def test_with_the_box_unticked_the_name_stands_there(cast, thread, address, sign_in):
    sign_in("participant").post(address, sent())
    assert Post.objects.get().pseudonym is None


def test_in_a_thread_where_one_spoke_so_last_the_box_is_ticked(thread, quenby, heron, sign_in):
    def is_ticked():
        box = by_id(parsed(sign_in("participant").get(thread.get_absolute_url())), "answer-without_name")
        return box.get("checked") is not None

    assert not is_ticked()
    PostFactory(thread=thread, author=quenby, pseudonym=heron)
    assert is_ticked()
    PostFactory(thread=thread, author=quenby)
    assert not is_ticked()


@pytest.mark.parametrize("role", ["facilitator", "coach", "coordinator", "site_admin"])
def test_those_who_run_it_speak_with_their_name(role, thread, address, sign_in):
    client = sign_in(role)
    assert "without my name" not in client.get(thread.get_absolute_url()).content.decode()
    refused = client.post(address, sent("canary", without_name="1"))
    assert refused.status_code == 403
    assert "Only participants and team leads can speak without their name." in refused.content.decode()
    assert not Post.objects.exists()


def test_where_it_was_switched_off_meanwhile_nothing_is_posted_with_a_name(thread, address, sign_in):
    Cohort.objects.update(pseudonyms_allowed=False)
    client = sign_in("participant")
    assert "without my name" not in client.get(thread.get_absolute_url()).content.decode()
    refused = client.post(address, sent("A text of some length", without_name="1"))
    form = by_id(parsed(refused), "answer")
    assert "This cohort doesn’t take posts without a name." in text_of(form)
    # Every word is back, and so is the choice.
    assert form_values(form)["body"] == "A text of some length"
    assert by_id(parsed(refused), "answer-without_name").get("checked") is not None
    assert not Post.objects.exists()


def test_on_a_teams_board_it_is_not_offered_and_not_taken(cast, team_board, sign_in):
    cast.cohort.enrollments.filter(person=cast["participant"]).update(team=cast.team)
    thread = ThreadFactory(board=team_board)
    client = sign_in("participant")
    assert "without my name" not in client.get(thread.get_absolute_url()).content.decode()
    refused = client.post(f"{thread.get_absolute_url()}posts/", sent(without_name="1"))
    assert "On this board people write with their name." in refused.content.decode()
    assert not Post.objects.exists()


def test_a_preview_and_an_ended_sign_in_keep_the_choice(cast, thread, address, sign_in):
    client = sign_in("participant")
    preview = client.post(address, sent("Look", without_name="1", preview="1"))
    assert by_id(parsed(preview), "answer-without_name").get("checked") is not None
    form = sent("A long text", without_name="1", writer=str(cast["participant"].pk))
    signed_out = Client()
    signed_out.post(address, form)
    signed_out.force_login(cast["participant"], backend="accounts.backends.EmailBackend")
    page = parsed(signed_out.get(thread.get_absolute_url()))
    assert form_values(by_id(page, "answer"))["body"] == "A long text"
    assert by_id(page, "answer-without_name").get("checked") is not None


def test_a_topic_without_a_name(cast, board, sign_in):
    client, new = sign_in("participant"), f"{board.get_absolute_url()}new/"
    assert "Post without my name" in client.get(new).content.decode()
    client.post(new, sent("Who else?", title="Rent in my street", without_name="1"))
    topic = Thread.objects.get()
    assert (topic.author, topic.pseudonym.person) == (cast["participant"], cast["participant"])
    page = text_of(parsed(sign_in("team_lead").get(topic.get_absolute_url())))
    assert f"started by {topic.pseudonym}" in page


def test_a_topic_is_not_begun_with_a_name_that_was_to_be_without(board, sign_in):
    Cohort.objects.update(pseudonyms_allowed=False)
    new = f"{board.get_absolute_url()}new/"
    refused = sign_in("participant").post(new, sent("Who else?", title="Rent", without_name="on"))
    assert "This cohort doesn’t take posts without a name." in refused.content.decode()
    assert "Who else?" in refused.content.decode()
    assert not Thread.objects.exists()


def test_switched_off_while_the_sign_in_ended_nothing_is_posted_with_a_name(cast, thread, address, board, sign_in):
    new, client = f"{board.get_absolute_url()}new/", Client()
    for where, page, fields in ((address, thread.get_absolute_url(), {}), (new, new, {"title": "Rent"})):
        client.logout()
        client.post(where, sent("Long", without_name="on", writer=str(cast["participant"].pk), **fields))
        client.force_login(cast["participant"], backend="accounts.backends.EmailBackend")
        Cohort.objects.update(pseudonyms_allowed=False)
        forms = [form for form in parsed(client.get(page)).iter("form") if form.find(".//textarea") is not None]
        values = form_values(forms[0])
        assert (values["body"], "without_name" in values) == ("Long", True)
        assert client.post(where, values).status_code == 403
    assert not Post.objects.exists()
    assert Thread.objects.get() == thread


# --- Reading --------------------------------------------------------------------------------------


def pages_about(thread, post):
    base = thread.get_absolute_url()
    return [
        "/",
        reverse("discussions:board_list", args=[thread.board.cohort.slug]),
        thread.board.get_absolute_url(),
        base,
        f"{base}?post={post.pk}",
        f"{base}?reply_to={post.pk}",
        f"{base}posts/{post.pk}/edit/",
        f"{base}posts/{post.pk}/delete/",
    ]


@pytest.mark.parametrize("role", ["team_lead", "coach", "facilitator", "coordinator"])
def test_nobody_reads_who_it_is(role, cast, thread, nameless, heron, quenby, sign_in):
    Thread.objects.filter(pk=thread.pk).update(author=quenby, pseudonym=heron)
    PostFactory(thread=thread, parent=nameless, author=cast["team_lead"], body="I see you.")
    own = PostFactory(thread=thread, parent=nameless, author=quenby, pseudonym=heron)
    edit_post(post=own, by=quenby, body="Changed by myself", now=datetime.now(UTC))
    gone = PostFactory(thread=thread, author=quenby, pseudonym=heron)
    delete_post(post=gone, by=quenby, now=datetime.now(UTC))
    client = sign_in(role)
    for address in pages_about(thread, nameless):
        response = client.get(address)
        found = [trace for trace in TRACES if trace in response.content.decode() + str(response.headers)]
        assert found == [], address
    assert "Heron, community member" in client.get(thread.get_absolute_url()).content.decode()


def test_the_traces_are_there_to_be_found(thread, nameless, sign_in):
    """With the name on it, the page above says them all but the address."""
    Post.objects.update(pseudonym=None)
    text = sign_in("team_lead").get(thread.get_absolute_url()).content.decode()
    assert [trace in text for trace in TRACES] == [True, False, True, True]


def test_no_setting_undoes_it(thread, nameless, sign_in):
    Cohort.objects.update(pseudonyms_allowed=False)
    text = sign_in("team_lead").get(thread.get_absolute_url()).content.decode()
    assert ["Heron, community member" in text, "Quenby" in text] == [True, False]


def test_nor_does_leaving_the_portal(thread, nameless, quenby, sign_in):
    quenby.delete()
    text = sign_in("team_lead").get(thread.get_absolute_url()).content.decode()
    assert "Heron, community member" in text


def test_those_who_run_it_find_the_way_to_look_it_up_and_nobody_else(cast, thread, nameless, heron, sign_in):
    way = reverse("cohorts:pseudonym_detail", args=[cast.cohort.slug, heron.pk])
    PostFactory(thread=thread, author=cast["team_lead"])
    assert sign_in("facilitator").get(thread.get_absolute_url()).content.decode().count(way) == 1
    for role in ("team_lead", "coach", "participant"):
        assert way not in sign_in(role).get(thread.get_absolute_url()).content.decode()


def test_the_author_changes_and_takes_away_what_is_theirs(cast, thread, nameless, sign_in):
    client = sign_in("participant")
    text = client.get(thread.get_absolute_url()).content.decode()
    assert f"{thread.get_absolute_url()}posts/{nameless.pk}/edit/" in text
    client.post(f"{thread.get_absolute_url()}posts/{nameless.pk}/edit/", {"body": "Said better"})
    nameless.refresh_from_db()
    assert (nameless.body, str(nameless.pseudonym)) == ("Said better", "Heron, community member")


def test_the_history_keeps_no_name_of_theirs_and_that_of_others(cast, thread, address, sign_in):
    sign_in("participant").post(address, sent(without_name="1"))
    post = Post.objects.get()
    edit_post(post=post, by=cast["participant"], body="Again", now=datetime.now(UTC))
    edit_post(post=post, by=cast["facilitator"], body="Without a place", now=datetime.now(UTC), reason="Names a street")
    delete_post(post=post, by=cast["participant"], now=datetime.now(UTC))
    assert [line.history_user for line in post.history.all()] == [None, cast["facilitator"], None, None]


def test_roles_at_work_are_hidden_where_the_cohort_says_so(cast, thread, quenby, sign_in):
    PostFactory(thread=thread, author=quenby)
    assert "Doula of the river" in sign_in("team_lead").get(thread.get_absolute_url()).content.decode()
    Cohort.objects.update(titles_hidden=True)
    text = sign_in("team_lead").get(thread.get_absolute_url()).content.decode()
    assert ["Doula of the river" in text, "Kestrelwood Health" in text] == [False, True]


# --- The administration ---------------------------------------------------------------------------


def test_the_administration_neither_shows_nor_finds_who_it_is(cast, thread, nameless, heron, quenby, client):
    Thread.objects.filter(pk=thread.pk).update(author=quenby, pseudonym=heron)
    edit_post(post=nameless, by=quenby, body="Changed", now=datetime.now(UTC))
    delete_post(post=nameless, by=quenby, now=datetime.now(UTC))
    # As a merge of accounts would have left it, had it written a line.
    other = cast["team_lead"]
    line = nameless.history.latest()
    line.pk, line.history_date = None, line.history_date + timedelta(seconds=1)
    line.author = line.deleted_by = other
    line.save()
    client.force_login(cast["site_admin"])
    for model, row in (("post", nameless), ("thread", thread)):
        versions = [
            reverse(f"admin:discussions_{model}_simple_history", args=[row.pk, kept.pk]) for kept in row.history.all()
        ]
        for address in (
            reverse(f"admin:discussions_{model}_changelist"),
            reverse(f"admin:discussions_{model}_change", args=[row.pk]),
            reverse(f"admin:discussions_{model}_history", args=[row.pk]),
            *versions,
        ):
            response = client.get(address)
            assert response.status_code == 200
            found = [trace for trace in [*TRACES, "Team Lead"] if trace in response.content.decode()]
            assert found == [], address
        for words in ("Quenby", "quenby@example.org"):
            found = client.get(reverse(f"admin:discussions_{model}_changelist"), {"q": words})
            assert found.context["cl"].result_count == 0
    with_a_name = PostFactory(thread=ThreadFactory(board=BoardFactory(cohort=cast.cohort)), author=quenby)
    found = client.get(reverse("admin:discussions_post_changelist"), {"q": "Quenby"})
    assert [row.pk for row in found.context["cl"].result_list] == [with_a_name.pk]


def test_no_address_in_the_administration_filters_by_who_it_is(cast, thread, nameless, heron, quenby, client):
    Thread.objects.filter(pk=thread.pk).update(author=quenby, pseudonym=heron)
    reflection = ReflectionFactory(live_session__cohort=cast.cohort, person=quenby, pseudonym=heron, shared=True)
    client.force_login(cast["site_admin"])
    post_list, thread_list, pseudonym_list, reflection_list, user_list = (
        reverse(f"admin:{model}_changelist")
        for model in (
            "discussions_post",
            "discussions_thread",
            "cohorts_pseudonym",
            "live_sessions_reflection",
            "accounts_user",
        )
    )
    for address, column, value in (
        (post_list, "author", quenby.pk),
        (post_list, "author_id__exact", quenby.pk),
        (post_list, "deleted_by__isnull", "1"),
        (thread_list, "author__in", quenby.pk),
        (pseudonym_list, "person", quenby.pk),
        (pseudonym_list, "person__isnull", "1"),
        (pseudonym_list, "is_retired__exact", "1"),
        (reflection_list, "person", quenby.pk),
        # Who it points at, from the other end.
        (user_list, "pseudonyms", heron.pk),
        (user_list, "posts", nameless.pk),
        (user_list, "threads", thread.pk),
        (user_list, "reflections", reflection.pk),
    ):
        assert client.get(address, {column: value}).status_code == 400, (address, column)
    for address, column, value in (
        (post_list, "thread__board__cohort__id__exact", cast.cohort.pk),
        (post_list, "deleted_at__isempty", "1"),
        (post_list, "created_at__year", nameless.created_at.year),
        (thread_list, "kind__exact", "topic"),
        (pseudonym_list, "cohort__id__exact", cast.cohort.pk),
        (reflection_list, "live_session__cohort__id__exact", cast.cohort.pk),
        (user_list, "second_factor", "no"),
        (user_list, "joined_at__year", quenby.joined_at.year),
    ):
        assert client.get(address, {column: value}).status_code == 200, (address, column)


def test_which_pseudonym_was_of_two_accounts_stands_on_no_page_of_the_administration(cast, heron, client):
    client.force_login(cast["site_admin"])
    addresses = [
        reverse("admin:cohorts_pseudonym_changelist"),
        reverse("admin:cohorts_pseudonym_change", args=[heron.pk]),
    ]
    before = [TOKENS.sub("", client.get(address).content.decode()) for address in addresses]
    Pseudonym.objects.filter(pk=heron.pk).update(is_retired=True)
    assert [TOKENS.sub("", client.get(address).content.decode()) for address in addresses] == before


def test_how_far_people_have_read_does_not_tell_who_posted(cast, thread, nameless, heron, quenby, client):
    begun_so, other = (ThreadFactory(board=BoardFactory(cohort=cast.cohort), pseudonym=said) for said in (heron, None))
    for read in (thread, begun_so, other):
        note_read(person=quenby, thread=read, number=1, now=nameless.created_at)
    client.force_login(cast["site_admin"])
    found = client.get(reverse("admin:discussions_readingposition_changelist")).context["cl"]
    assert [row.thread for row in found.result_list] == [other]
    hidden = thread.reading_positions.get(person=quenby)
    assert client.get(reverse("admin:discussions_readingposition_change", args=[hidden.pk])).status_code == 302


def test_what_people_keep_does_not_tell_who_posted(cast, thread, nameless, quenby, client):
    kept = [BookmarkFactory(person=quenby, post=post) for post in (nameless, PostFactory(thread=thread))]
    client.force_login(cast["site_admin"])
    found = client.get(reverse("admin:discussions_bookmark_changelist")).context["cl"]
    assert list(found.result_list) == kept[1:]


def test_before_accounts_become_one_only_what_was_said_with_a_name_is_counted(thread, nameless, quenby):
    assert list(what_was_written(quenby)) == []
    PostFactory(thread=thread, author=quenby)
    assert list(what_was_written(quenby)) == ["1 post or topic"]


# --- What it costs --------------------------------------------------------------------------------


@pytest.mark.parametrize("posts", [1, 3])
def test_the_page_costs_one_query_more_where_it_is_offered(
    posts, thread, quenby, heron, sign_in, django_assert_num_queries
):
    for _ in range(posts):
        PostFactory(thread=thread, author=quenby, pseudonym=heron)
    client = sign_in("participant")
    client.get(thread.get_absolute_url())
    # Session, person, thread, standings, posts; the person's pseudonym and how they spoke here last.
    with django_assert_num_queries(6):
        client.get(thread.get_absolute_url())


def test_a_board_of_a_group_takes_it(cast, quenby, sign_in):
    from tests.factories.cohorts import AffinityGroupFactory, GroupMembershipFactory

    group = AffinityGroupFactory(cohort=cast.cohort)
    GroupMembershipFactory(group=group, person=quenby)
    thread = ThreadFactory(board=BoardFactory(cohort=cast.cohort, kind=BoardKind.GROUP, group=group))
    sign_in("participant").post(f"{thread.get_absolute_url()}posts/", sent(without_name="1"))
    assert Post.objects.get().pseudonym is not None
