"""The rules hold where a thread or its cohort is in an odd state (security.md Z-20), and a refusal writes no row."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from cohorts.enums import CohortStatus, EnrollmentStatus
from discussions.models import Post
from tests.discussions.pages import sent
from tests.factories.discussions import PostFactory, ThreadFactory


def delete(post, now):
    Post.objects.filter(pk=post.pk).update(deleted_at=now, deleted_by=post.author)


def lock(thread, now):
    type(thread).objects.filter(pk=thread.pk).update(is_locked=True)


def complete(thread, now):
    type(thread.board.cohort).objects.filter(pk=thread.board.cohort.pk).update(status=CohortStatus.COMPLETED)


SHUT = [lock, complete]


@pytest.mark.parametrize("role", ["participant", "facilitator", "coordinator", "site_admin"])
@pytest.mark.parametrize("shut", SHUT)
@pytest.mark.parametrize("state", ["empty", "first post deleted", "all posts deleted"])
def test_a_thread_that_is_shut_takes_nothing_in_any_state(role, shut, state, cast, thread, address, sign_in, now):
    first = None
    if state != "empty":
        first = PostFactory(thread=thread, author=cast["participant"])
        reply = PostFactory(thread=thread, author=cast["coach"])
        delete(first, now)
        if state == "all posts deleted":
            delete(reply, now)
    shut(thread, now)
    before = Post.objects.count()
    answers = [sign_in(role).post(address, sent("canary-late"))]
    if first:
        answers.append(sign_in(role).post(address, sent("canary-late", parent=first.pk)))
    # 422: the post that is answered is gone, and that is said first.
    assert {answer.status_code for answer in answers} <= {403, 422}
    assert answers[0].status_code == 403
    assert Post.objects.count() == before


@pytest.mark.parametrize("role", ["anonymous", "outsider", "neighbor", "invited", "withdrawn", "observer"])
@pytest.mark.parametrize("state", ["empty", "first post deleted"])
def test_who_has_no_access_gets_none_by_a_deleted_beginning(role, state, cast, thread, address, sign_in, now):
    if state == "first post deleted":
        delete(PostFactory(thread=thread, author=cast["participant"]), now)
    before = Post.objects.count()
    assert sign_in(role).post(address, sent("canary-outside")).status_code in {302, 404}
    assert sign_in(role).get(thread.get_absolute_url()).status_code in {302, 404}
    assert Post.objects.count() == before


def test_an_open_thread_whose_beginning_is_gone_goes_on(cast, thread, address, sign_in, now):
    """The twin: the states above refuse because of the lock and the rights, not because of what is deleted."""
    delete(PostFactory(thread=thread, author=cast["participant"]), now)
    assert sign_in("participant").post(address, sent("canary-goes-on")).status_code == 302
    assert Post.objects.filter(body="canary-goes-on").count() == 1


def test_a_prompt_to_come_takes_nothing_from_anybody(cast, board, sign_in, time_machine):
    time_machine.move_to("2026-09-01T12:00:00Z", tick=False)
    thread = ThreadFactory(board=board, slug="soon", opens_at="2026-09-02T12:00:00Z")
    for role in ("participant", "facilitator", "site_admin"):
        answer = sign_in(role).post(f"{thread.get_absolute_url()}posts/", sent("canary-early"))
        assert answer.status_code in {403, 404}
    assert not Post.objects.exists()


def test_whose_enrollment_is_completed_reads_and_writes_nothing_more(cast, thread, address, sign_in):
    enrollment = cast.enrollment("participant")
    type(enrollment).objects.filter(pk=enrollment.pk).update(status=EnrollmentStatus.COMPLETED)
    assert sign_in("participant").get(thread.get_absolute_url()).status_code == 200
    assert sign_in("participant").post(address, sent("canary-after")).status_code == 403
    assert not Post.objects.exists()


def test_an_address_not_shown_to_be_theirs_signs_nobody_in(cast, thread, client):
    """Whoever has only said what their address is doesn't get as far as a thread."""
    person = cast["participant"]
    person.set_password("seven-quiet-herons")
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)
    client.post("/account/login/", {"login": person.email, "password": "seven-quiet-herons"})
    assert client.get(thread.get_absolute_url()).status_code == 302
