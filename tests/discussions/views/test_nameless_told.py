"""Who is told of what was said without a name, and who isn't, tells nobody whose it is: first posts that wait, mentions, notices
and mails together, while the cohort's settings change and the person leaves.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.enums import EnrollmentStatus
from cohorts.models import Cohort, Enrollment, Pseudonym
from discussions.enums import FollowLevel
from discussions.models import HeldPost, Post
from discussions.operations.telling import tell_of_talk
from notifications.delivery import deliver_mail
from tests.discussions.pages import sent
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.discussions import FollowingFactory, PostFactory

pytestmark = pytest.mark.django_db
NAME, ADDRESS = "Quenby Marlowe", "quenby@example.org"
TRACES = ("Quenby", "quenby", "Marlowe")
BACK_OFFICE = [
    *("discussions_post", "discussions_thread", "discussions_heldpost", "discussions_mention", "discussions_following"),
    *("discussions_attachment", "discussions_postdraft", "discussions_bookmark", "discussions_readingposition"),
    *("notifications_notice", "notifications_outboxmail", "notifications_telling", "cohorts_pseudonym"),
]


@pytest.fixture
def quenby(cast):
    """Somebody new, whose first posts wait, and who may speak without a name; they are found nowhere else in the cohort."""
    Cohort.objects.filter(pk=cast.cohort.pk).update(pseudonyms_allowed=True, holds_first_posts=True, first_posts_held=2)
    Enrollment.objects.filter(cohort=cast.cohort).update(in_directory=True)
    person = UserFactory(name=NAME, email=ADDRESS)
    EnrollmentFactory(cohort=cast.cohort, person=person, in_directory=False, organization=None, team=None)
    return person


def browser_of(person):
    browser = Client()
    browser.force_login(person, backend="accounts.backends.EmailBackend")
    return browser


def mails(mailoutbox):
    """All that leaves, every header and part but to whom, by who gets it."""
    tell_of_talk(now=datetime.now(UTC))
    deliver_mail(clock=lambda: datetime.now(UTC) + timedelta(minutes=1))
    said = {}
    for mail in mailoutbox:
        message = mail.message()
        parts = [part.get_payload(decode=True).decode() for part in message.walk() if not part.is_multipart()]
        headers = [f"{name}: {value}" for name, value in message.items() if name != "To"]
        said.setdefault(mail.to[0], []).append("\n".join([*headers, *parts]))
    mailoutbox.clear()
    return said


def test_what_waits_mentions_and_is_answered_names_nobody(cast, thread, address, quenby, mailoutbox):
    """From the first words that wait to the person's leaving, nobody but them is brought their name."""
    FollowingFactory(person=cast["team_lead"], board=thread.board, thread=None, level=FollowLevel.WATCHING)
    words = "What I live with, @Coach and @Participant."
    browser_of(quenby).post(address, sent(words, without_name="1"))
    held, cedar = HeldPost.objects.get(), Pseudonym.objects.get()
    assert (held.author, held.pseudonym) == (quenby, cedar)

    # It waits: those who keep order hear so, those who are mentioned don't.
    told = mails(mailoutbox)
    assert set(told) == {"facilitator@example.org", "coordinator@example.org"}
    desk = browser_of(cast["facilitator"])
    pages = [desk.get(reverse(f"discussions:{name}", args=[cast.cohort.slug])) for name in ("held_list", "moderation")]
    seen = [page.content.decode() for page in pages] + [one for each in told.values() for one in each]
    assert str(cedar) in seen[0]

    # It stands: those who are mentioned, and those who watch, hear of the pseudonym.
    desk.post(reverse("discussions:held_list", args=[cast.cohort.slug]), {"act": "release", "held": [held.pk]})
    post = Post.objects.get()
    told = mails(mailoutbox)
    # Who watches is told in the digest.
    assert set(told) == {"coach@example.org", "participant@example.org", ADDRESS}
    assert all(str(cedar) in mail for mail in [*told["coach@example.org"], *told["participant@example.org"]])
    # What the person is told is addressed to them by name, and so says nothing of the pseudonym.
    own = "".join(told.pop(ADDRESS))
    assert [trace for trace in (cedar.name, words) if trace in own] == []
    seen += [one for each in told.values() for one in each]

    # It is answered, by somebody who mentions the pseudonym.
    answer = sent(f"Thank you, @{cedar.name}.", parent=post.pk)
    browser_of(cast["participant"]).post(address, answer)
    release_all(cast, desk)
    told = mails(mailoutbox)
    assert cedar.name not in "".join(told.pop(ADDRESS))
    seen += [one for each in told.values() for one in each]

    # The cohort takes no pseudonyms any more, and the person withdraws.
    for change in (
        lambda: Cohort.objects.update(pseudonyms_allowed=False, holds_first_posts=False),
        lambda: Enrollment.objects.filter(person=quenby).update(status=EnrollmentStatus.WITHDRAWN),
        lambda: Pseudonym.objects.update(is_retired=True),
    ):
        change()
        for role in ("participant", "team_lead", "coach", "facilitator"):
            browser = browser_of(cast[role])
            for where in pages_of(thread, post, cast):
                page = browser.get(where)
                assert page.status_code in {200, 302, 403, 404}, where
                seen.append(page.content.decode() + str(page.headers))
            assert str(cedar) in browser.get(thread.get_absolute_url()).content.decode()
    assert [text for text in seen if any(trace in text for trace in TRACES)] == []


def release_all(cast, desk):
    """What others wrote waits, too: they are new themselves."""
    waiting = list(HeldPost.objects.waiting().values_list("pk", flat=True))
    desk.post(reverse("discussions:held_list", args=[cast.cohort.slug]), {"act": "release", "held": waiting})


def pages_of(thread, post, cast):
    """Every page on which the post, or something about it, stands for somebody else."""
    base, cohort = thread.get_absolute_url(), cast.cohort.slug
    return [
        *(
            base,
            f"{base}?post={post.pk}",
            f"{base}?sort=newest",
            f"{base}?last=1",
            f"{base}?reply_to={post.pk}&quote=1",
        ),
        *(f"{base}posts/{post.pk}/{act}/" for act in ("versions", "react", "share", "split", "flag", "delete", "edit")),
        *("/", "/new/", f"/cohorts/{cohort}/new/", thread.board.get_absolute_url(), "/notifications/", "/me/drafts/"),
        *(f"/search/?q={word}" for word in ("live", "Cedar", "Coach")),
        *("/search/suggestions/?q=li", f"/cohorts/{cohort}/mentions/{thread.board.slug}/?q="),
        reverse("discussions:moderation", args=[cohort]),
    ]


def test_who_watches_and_is_not_told_is_not_to_be_found_in_the_administration(cast, thread, address, quenby, client):
    """Of everybody who watches, the one who wrote is told of all but their own: no list says who was told of what."""
    Cohort.objects.update(holds_first_posts=False)
    for person in (quenby, cast["team_lead"], cast["coach"]):
        FollowingFactory(person=person, board=thread.board, thread=None, level=FollowLevel.WATCHING)
    PostFactory(thread=thread, author=cast["participant"], to_tell=True)
    browser_of(quenby).post(address, sent("What I live with.", without_name="1"))
    tell_of_talk(now=datetime.now(UTC))
    client.force_login(cast["site_admin"])
    for key in [f"post:{pk}" for pk in Post.objects.values_list("pk", flat=True)]:
        for model in ("notice", "outboxmail"):
            found = client.get(reverse(f"admin:notifications_{model}_changelist"), {"q": key})
            assert found.context["cl"].result_count == 0, (model, key)


@pytest.mark.parametrize("model", BACK_OFFICE)
def test_no_list_of_the_administration_names_who_spoke(model, cast, thread, address, quenby, client):
    browser = browser_of(quenby)
    for body in ("First, @Coach.", "Second."):
        browser.post(address, sent(body, without_name="1"))
    desk = browser_of(cast["facilitator"])
    desk.post(
        reverse("discussions:held_list", args=[cast.cohort.slug]),
        {"act": "release", "held": [HeldPost.objects.first().pk]},
    )
    tell_of_talk(now=datetime.now(UTC))
    client.force_login(cast["site_admin"])
    page = client.get(reverse(f"admin:{model}_changelist"))
    texts = [page.content.decode()]
    for row in page.context["cl"].result_list:
        texts += [client.get(reverse(f"admin:{model}_change", args=[row.pk])).content.decode()]
    assert [text for text in texts if any(trace in text for trace in TRACES)] == []
