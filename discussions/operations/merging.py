"""What one account wrote and read is the other's, when two of one person become one."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import ngettext

from accounts.merging import Merger, hand_over
from accounts.models import User
from common.history import sign_change, update_signed
from discussions.enums import FlagOutcome
from discussions.models import (
    Bookmark,
    Flag,
    Following,
    HeldPost,
    HiddenTopic,
    MailedReply,
    Post,
    PostDraft,
    Reaction,
    ReadingPosition,
    Thread,
)
from discussions.operations.mentions import hand_over_mentions


def hand_over_talk(merger: Merger) -> None:
    """Posts and topics, and how far each thread was read: in one that both have read, as far as the one that is further."""
    _hand_over_what_was_said_without_a_name(merger)
    # Its history doesn't say whose it is, so there is nothing to write there.
    HeldPost.objects.filter(author=merger.merged).update(author=merger.kept)
    hand_over(Post, "author", "edited_by", "deleted_by", merger=merger)
    hand_over(Thread, "author", merger=merger)
    _hand_over_flags(merger)
    known_words = Reaction.objects.filter(post=OuterRef("post"), kind=OuterRef("kind"), person=merger.kept)
    Reaction.objects.filter(~Exists(known_words), person=merger.merged).update(person=merger.kept)
    kept_posts = Bookmark.objects.filter(person=merger.kept, post=OuterRef("post"))
    Bookmark.objects.filter(~Exists(kept_posts), person=merger.merged).update(person=merger.kept)
    MailedReply.objects.filter(person=merger.merged).update(person=merger.kept)
    hand_over_mentions(merger.merged, merger.kept)
    said = Following.objects.filter(person=merger.kept)
    of_both = Q(Exists(said.filter(board=OuterRef("board")))) | Q(Exists(said.filter(thread=OuterRef("thread"))))
    Following.objects.filter(~of_both, person=merger.merged).update(person=merger.kept)
    theirs = ReadingPosition.objects.filter(person=merger.merged).select_for_update()
    known = ReadingPosition.objects.filter(person=merger.kept).values_list("thread_id", "read_number")
    numbers = dict(known.select_for_update())
    for position in theirs:
        if position.thread_id not in numbers:
            position.person = merger.kept
            position.save(update_fields=["person"])
        elif position.read_number > numbers[position.thread_id]:
            rows = ReadingPosition.objects.filter(person=merger.kept, thread=position.thread_id)
            rows.update(read_number=position.read_number, read_at=position.read_at)


def _hand_over_flags(merger: Merger) -> None:
    """Where both have flagged the same and nobody has decided it, the closed account's flag stays its own."""
    of_kept = Flag.objects.open().filter(flagged_by=merger.kept)
    said = set(of_kept.values_list("thread", "post"))
    theirs = Flag.objects.filter(flagged_by=merger.merged).select_for_update(of=("self",))
    moved = [f for f in theirs if f.outcome != FlagOutcome.OPEN or (f.thread_id, f.post_id) not in said]
    for flag in moved:
        flag.flagged_by = merger.kept
        sign_change(flag, by=merger.by, reason=merger.reason)
    update_signed(moved, fields=["flagged_by"])
    hand_over(Flag, "decided_by", merger=merger)
    hand_over(HiddenTopic, "hidden_by", merger=merger)
    hand_over(HeldPost, "decided_by", merger=merger)


def hand_over_drafts(merger: Merger) -> None:
    """Where both have begun to write in the same place, the other account's words stay with it."""
    places = ("thread_id", "parent_id", "board_id", "topic_id", "post_id")
    taken = set(PostDraft.objects.filter(person=merger.kept).values_list(*places))
    theirs = PostDraft.objects.filter(person=merger.merged).select_for_update()
    free = [draft.pk for draft in theirs if tuple(getattr(draft, name) for name in places) not in taken]
    PostDraft.objects.filter(pk__in=free).update(person=merger.kept)


def _hand_over_what_was_said_without_a_name(merger: Merger) -> None:
    """Without a line of history: it would say whose it is."""
    for model, fields in ((Post, ("author", "edited_by", "deleted_by")), (Thread, ("author",))):
        for field in fields:
            rows = model.objects.filter(**{field: merger.merged}).exclude(pseudonym=None)
            rows.update(**{field: merger.kept})


def what_was_written(person: User) -> Iterator[str]:
    """How much there is, deleted posts among it; without what was said without a name, or the number would tell whose it is."""
    count = sum(model.objects.filter(author=person, pseudonym=None).count() for model in (Post, Thread))
    if count:
        yield ngettext("%(count)d post or topic", "%(count)d posts and topics", count) % {"count": count}
