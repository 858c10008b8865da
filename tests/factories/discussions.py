from __future__ import annotations

import uuid
from datetime import UTC, datetime

import factory
from django.core.files.base import ContentFile

from discussions.enums import BoardKind, FlagAbout, FollowLevel, MailedState, ReactionKind, ThreadKind
from discussions.models import (
    Attachment,
    Board,
    Bookmark,
    Flag,
    Following,
    HeldPost,
    HiddenTopic,
    MailedReply,
    Mention,
    Post,
    PostDraft,
    Reaction,
    ReadingPosition,
    Thread,
    ThreadAddress,
)
from discussions.tree import depth_of, path_under
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory


class BoardFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Board

    cohort = factory.SubFactory(CohortFactory)
    kind = BoardKind.COHORT
    slug = factory.Sequence(lambda n: f"board-{n}")
    name = factory.Sequence(lambda n: f"Board {n}")


class ThreadFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Thread

    board = factory.SubFactory(BoardFactory)
    kind = ThreadKind.TOPIC
    slug = factory.Sequence(lambda n: f"thread-{n}")
    title = factory.Sequence(lambda n: f"Thread {n}")
    created_at = factory.LazyFunction(lambda: datetime.now(UTC))


class PostFactory(factory.django.DjangoModelFactory):
    """The next post of its thread; give `parent` for a reply. For tests of reading; writing is tested through operations."""

    class Meta:
        model = Post

    thread = factory.SubFactory(ThreadFactory)
    author = factory.SubFactory(UserFactory)
    body = "What we heard from our patients."
    body_html = factory.LazyAttribute(lambda post: f"<p>{post.body}</p>\n")
    word_count = factory.LazyAttribute(lambda post: len(post.body.split()))
    submission = factory.LazyFunction(uuid.uuid4)
    created_at = factory.LazyFunction(lambda: datetime.now(UTC))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        thread, parent = kwargs["thread"], kwargs.get("parent")
        thread.last_number += 1
        thread.last_post_at = kwargs["created_at"]
        thread.save()
        kwargs["number"] = thread.last_number
        kwargs["path"] = path_under(parent.path if parent else "", thread.last_number)
        kwargs["depth"] = depth_of(kwargs["path"])
        return super()._create(model_class, *args, **kwargs)


class ReadingPositionFactory(factory.django.DjangoModelFactory):
    """Somebody has looked at the thread and read nothing yet."""

    class Meta:
        model = ReadingPosition

    person = factory.SubFactory(UserFactory)
    thread = factory.SubFactory(ThreadFactory)
    read_at = factory.LazyFunction(lambda: datetime.now(UTC))


class FlagFactory(factory.django.DjangoModelFactory):
    """An open flag on `post`, or, without one, on the first words of `thread`."""

    class Meta:
        model = Flag

    thread = factory.LazyAttribute(lambda flag: flag.post.thread if flag.post else ThreadFactory())
    post = None
    flagged_by = factory.SubFactory(UserFactory)
    flagged_at = factory.LazyFunction(lambda: datetime.now(UTC))
    about = FlagAbout.UNKIND


class HeldPostFactory(factory.django.DjangoModelFactory):
    """A post of somebody new that waits; with `board=…, thread=None, title=…`, a topic."""

    class Meta:
        model = HeldPost

    thread = factory.SubFactory(ThreadFactory)
    author = factory.SubFactory(UserFactory)
    body = "What I would like to say."
    body_html = factory.LazyAttribute(lambda held: f"<p>{held.body}</p>\n")
    submission = factory.LazyFunction(uuid.uuid4)
    written_at = factory.LazyFunction(lambda: datetime.now(UTC))


class HiddenTopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HiddenTopic

    thread = factory.SubFactory(ThreadFactory)
    title = "What was there"
    body = "The words before."
    reason = "Names a patient"
    hidden_by = factory.SubFactory(UserFactory)
    hidden_at = factory.LazyFunction(lambda: datetime.now(UTC))


class ThreadAddressFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ThreadAddress

    thread = factory.SubFactory(ThreadFactory)
    board = factory.LazyAttribute(lambda address: address.thread.board)
    slug = factory.Sequence(lambda n: f"before-{n}")


class ReactionFactory(factory.django.DjangoModelFactory):
    """Somebody says thanks. The post's own count is the operation's to keep."""

    class Meta:
        model = Reaction

    post = factory.SubFactory(PostFactory)
    kind = ReactionKind.THANKS
    person = factory.SubFactory(UserFactory)
    made_at = factory.LazyFunction(lambda: datetime.now(UTC))


class FollowingFactory(factory.django.DjangoModelFactory):
    """Somebody watches a thread; with `board=…, thread=None`, a board."""

    class Meta:
        model = Following

    person = factory.SubFactory(UserFactory)
    thread = factory.SubFactory(ThreadFactory)
    level = FollowLevel.WATCHING
    said_at = factory.LazyFunction(lambda: datetime.now(UTC))


class MentionFactory(factory.django.DjangoModelFactory):
    """A post mentions somebody by their name."""

    class Meta:
        model = Mention

    post = factory.SubFactory(PostFactory)
    person = factory.SubFactory(UserFactory)
    made_at = factory.LazyFunction(lambda: datetime.now(UTC))


class PostDraftFactory(factory.django.DjangoModelFactory):
    """Something begun in a thread and saved once."""

    class Meta:
        model = PostDraft

    person = factory.SubFactory(UserFactory)
    thread = factory.SubFactory(ThreadFactory)
    body = "What I would like to"
    version = 1
    updated_at = factory.LazyFunction(lambda: datetime.now(UTC))


class AttachmentFactory(factory.django.DjangoModelFactory):
    """A picture of a post; give `post=None` and a `draft` for one that waits."""

    class Meta:
        model = Attachment

    post = factory.SubFactory(PostFactory)
    file = factory.LazyFunction(lambda: ContentFile(b"canary-inside-the-attachment", name="street.png"))
    file_name = "street.png"
    content_type = "image/png"
    size = 28
    digest = factory.Sequence(lambda n: f"{n:064}")
    width = 640
    height = 480
    alt = "A street with empty houses"
    added_at = factory.LazyFunction(lambda: datetime.now(UTC))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        attachment = super()._create(model_class, *args, **kwargs)
        if attachment.post is not None:
            Post.objects.filter(pk=attachment.post.pk).update(has_files=True)
        return attachment


class BookmarkFactory(factory.django.DjangoModelFactory):
    """Somebody keeps a post."""

    class Meta:
        model = Bookmark

    person = factory.SubFactory(UserFactory)
    post = factory.SubFactory(PostFactory)
    made_at = factory.LazyFunction(lambda: datetime.now(UTC))


class MailedReplyFactory(factory.django.DjangoModelFactory):
    """A mail that was refused."""

    class Meta:
        model = MailedReply

    key = factory.Sequence(lambda n: f"{n:064}")
    person = factory.SubFactory(UserFactory)
    state = MailedState.REFUSED
    reason = "locked"
    came_at = datetime(2026, 9, 1, tzinfo=UTC)
