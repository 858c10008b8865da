"""Boards, threads and posts in the administration: what is changed here goes through the same operations as on the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import Case, Exists, OuterRef, QuerySet, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy, ngettext

from common.admin import HistoryAdmin, OfferedFilters, ReadOnlyAdmin, RefusalsOnThePage
from common.errors import DomainError
from common.markdown import text_of
from discussions.authors import author_of
from discussions.models import (
    Board,
    Bookmark,
    Flag,
    Following,
    HiddenTopic,
    Post,
    Reaction,
    ReadingPosition,
    Thread,
    ThreadAddress,
)
from discussions.operations.boards import open_board
from discussions.operations.checks import LONGEST_REASON
from discussions.operations.posts import delete_post, restore_post
from discussions.operations.threads import edit_thread, lock_thread, pin_thread, unlock_thread, unpin_thread

if TYPE_CHECKING:
    from accounts.models import User


def acting(request: HttpRequest) -> User:
    """Who is signed in: the administration is open to nobody else."""
    return cast("User", request.user)


class Nameless(OfferedFilters):
    """For the admins of what can be said without a name: the person behind it stands on no page, and no search or filter
    finds it."""

    # Fields that may hold the person.
    people: ClassVar[tuple[str, ...]] = ("author",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        named = super().get_queryset(request)
        name, email = (Case(When(pseudonym=None, then=f"author__{field}")) for field in ("name", "email"))
        return named.annotate(named_author=name, named_email=email)

    @admin.display(description=gettext_lazy("author"), ordering="named_author")
    def shown_author(self, said: Post | Thread) -> str:
        return author_of(said)

    @admin.display(description=gettext_lazy("deleted by"))
    def shown_deleted_by(self, said: Post) -> str:
        is_theirs = said.deleted_by_id is not None and said.deleted_by_id == said.author_id
        return author_of(said) if is_theirs else str(said.deleted_by or "–")

    def set_history_delta_changes(self, request: HttpRequest, historical_records: Any, **kwargs: Any) -> None:
        """What changed, without a line about who it is (accounts that became one change it)."""
        super().set_history_delta_changes(request, historical_records, **kwargs)  # type: ignore[misc]
        fields = self.model._meta  # noqa: SLF001
        about_people = {str(fields.get_field(name).verbose_name).lower() for name in self.people}
        for record in historical_records:
            if record.pseudonym_id is not None and hasattr(record, "history_delta_changes"):
                changes = record.history_delta_changes
                record.history_delta_changes = [c for c in changes if str(c["field"]).lower() not in about_people]


@admin.register(Board)
class BoardAdmin(RefusalsOnThePage, HistoryAdmin):
    """Boards are opened with what they belong to; here one more can be opened, and one renamed."""

    list_display = ["name", "kind", "cohort", "created_at"]
    list_filter = ["kind", "cohort"]
    list_select_related = ["cohort"]
    search_fields = ["name", "description", "slug", "cohort__title", "team__name"]
    ordering = ["cohort", "kind", "name"]
    autocomplete_fields = ["cohort", "team", "group", "pair"]
    fields = ["cohort", "kind", "team", "group", "pair", "slug", "name", "description"]
    prepopulated_fields = {"slug": ["name"]}

    def get_readonly_fields(self, request: HttpRequest, obj: Board | None = None) -> list[str]:
        return ["cohort", "kind", "team", "group", "pair", "slug"] if obj else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Board | None = None) -> dict[str, Any]:
        return {} if obj else {"slug": ["name"]}

    def has_delete_permission(self, request: HttpRequest, obj: Board | None = None) -> bool:
        """What people have said on it would go, too."""
        return False

    def save_model(self, request: HttpRequest, obj: Board, form: forms.ModelForm, change: bool) -> None:
        names = ("cohort", "kind", "team", "group", "pair", "slug", "name", "description")
        facts = {name: getattr(obj, name) for name in names}
        obj.pk = open_board(**facts, by=acting(request), now=timezone.now()).pk


@admin.register(Thread)
class ThreadAdmin(Nameless, RefusalsOnThePage, HistoryAdmin):
    """Topics are started on their boards and prompts posed with their sessions; here words, lock and pin are changed."""

    list_display = [
        "title",
        "kind",
        "board",
        "cohort",
        "opens_at",
        "last_number",
        "last_post_at",
        "is_locked",
        "is_pinned",
    ]
    list_filter = ["kind", "is_announcement", "is_locked", "is_pinned", "board__kind", "board__cohort"]
    list_select_related = ["board__cohort", "author", "pseudonym"]
    search_fields = ["title", "slug", "board__name", "board__cohort__title", "named_author", "named_email"]
    ordering = ["-pk"]
    fields = [
        "board", "kind", "slug", "shown_author", "title", "body", "is_locked", "is_pinned", "opens_at", "last_number",
        "last_post_at", "created_at",
    ]  # fmt: skip
    readonly_fields = ["board", "kind", "slug", "shown_author", "opens_at", "last_number", "last_post_at", "created_at"]

    @admin.display(description=gettext_lazy("cohort"), ordering="board__cohort__title")
    def cohort(self, thread: Thread) -> str:
        return thread.board.cohort.title

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Thread | None = None) -> bool:
        """What people have said in it would go, too."""
        return False

    def save_model(self, request: HttpRequest, obj: Thread, form: forms.ModelForm, change: bool) -> None:
        by, now = acting(request), timezone.now()
        edit_thread(thread=obj, title=obj.title, body=obj.body, by=by, now=now)
        if "is_locked" in form.changed_data:
            (lock_thread if obj.is_locked else unlock_thread)(thread=obj, by=by, now=now)
        if "is_pinned" in form.changed_data:
            (pin_thread if obj.is_pinned else unpin_thread)(thread=obj, by=by, now=now)


class ReasonForm(ActionForm):
    """The choice of what to do with the posts that are ticked, and why."""

    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=LONGEST_REASON)


@admin.register(Post)
class PostAdmin(Nameless, ReadOnlyAdmin, HistoryAdmin):
    """Posts are read here, with all of their history, and taken away or brought back; nobody changes another's words."""

    list_display = [
        "excerpt",
        "shown_author",
        "thread",
        "number",
        "word_count",
        "created_at",
        "edited_at",
        "deleted_at",
    ]
    list_filter = [
        ("deleted_at", admin.EmptyFieldListFilter), ("edited_at", admin.EmptyFieldListFilter),
        "thread__board__kind", "thread__board__cohort", "created_at",
    ]  # fmt: skip
    list_select_related = ["thread", "author", "pseudonym"]
    search_fields = ["body", "named_author", "named_email", "thread__title", "thread__board__cohort__title"]
    ordering = ["-pk"]
    date_hierarchy = "created_at"
    fields = [
        "thread", "parent", "shown_author", "number", "path", "depth", "body", "body_html", "word_count", "created_at",
        "edited_at", "deleted_at", "shown_deleted_by", "deletion_reason", "erased_at",
    ]  # fmt: skip
    people = ("author", "edited_by", "deleted_by")
    readonly_fields = [
        "shown_author", "shown_deleted_by", "number", "path", "depth", "body_html", "word_count", "erased_at",
    ]  # fmt: skip
    action_form = ReasonForm
    actions = ["take_away", "bring_back"]

    @admin.display(description=gettext_lazy("text"))
    def excerpt(self, post: Post) -> str:
        return Truncator(text_of(post.body_html)).chars(80) or "–"

    @admin.action(description=gettext_lazy("Take away (with a reason)"))
    def take_away(self, request: HttpRequest, posts: QuerySet[Post]) -> None:
        reason, now = request.POST.get("reason", ""), timezone.now()
        done = self.each(
            request, posts, lambda post: delete_post(post=post, by=acting(request), reason=reason, now=now)
        )
        if done:
            said = ngettext("%(number)d post was taken away.", "%(number)d posts were taken away.", done)
            messages.success(request, said % {"number": done})

    @admin.action(description=gettext_lazy("Bring back"))
    def bring_back(self, request: HttpRequest, posts: QuerySet[Post]) -> None:
        now = timezone.now()
        done = self.each(request, posts, lambda post: restore_post(post=post, by=acting(request), now=now))
        if done:
            said = ngettext("%(number)d post is back.", "%(number)d posts are back.", done)
            messages.success(request, said % {"number": done})

    def each(self, request: HttpRequest, posts: QuerySet[Post], act: Callable[[Post], object]) -> int:
        """How many it could be done with; what was refused is said."""
        done, sentences = 0, set()
        for post in posts:
            try:
                act(post)
            except DomainError as refusal:
                sentences.add(str(refusal))
            else:
                done += 1
        for sentence in sorted(sentences):
            messages.error(request, sentence)
        return done


@admin.register(ReadingPosition)
class ReadingPositionAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """How far people have read; kept by the pages.

    Of threads in which somebody spoke without their name nothing: who had read as far as a post in the minute it was posted
    is who posted it.
    """

    list_display = ["person", "thread", "read_number", "read_at"]
    list_filter = ["thread__board__cohort"]
    list_select_related = ["person", "thread"]
    search_fields = ["person__name", "person__email", "thread__title"]
    ordering = ["-read_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReadingPosition]:
        nameless = Post.objects.filter(thread=OuterRef("thread")).exclude(pseudonym=None)
        return super().get_queryset(request).filter(~Exists(nameless), thread__pseudonym=None)


@admin.register(Flag)
class FlagAdmin(ReadOnlyAdmin, HistoryAdmin):
    """What was flagged, and what became of it; it is decided at the cohort's desk."""

    list_display = ["about", "thread", "cohort", "flagged_by", "flagged_at", "outcome", "decided_by"]
    list_filter = ["outcome", "about", "thread__board__cohort"]
    list_select_related = ["thread__board__cohort", "flagged_by", "decided_by"]
    search_fields = ["words", "note", "thread__title", "flagged_by__name", "flagged_by__email"]
    date_hierarchy = "flagged_at"
    ordering = ["-pk"]
    fields = [
        "thread", "post", "flagged_by", "flagged_at", "about", "words", "outcome", "decided_by", "decided_at", "note",
    ]  # fmt: skip

    @admin.display(description=gettext_lazy("cohort"), ordering="thread__board__cohort__title")
    def cohort(self, flag: Flag) -> str:
        return flag.thread.board.cohort.title


@admin.register(HiddenTopic)
class HiddenTopicAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """Words of topics that were taken away; they are brought back on the topic's page."""

    list_display = ["title", "thread", "hidden_by", "hidden_at", "reason"]
    list_filter = ["thread__board__cohort"]
    list_select_related = ["thread", "hidden_by"]
    search_fields = ["title", "reason", "thread__slug"]
    date_hierarchy = "hidden_at"
    ordering = ["-pk"]
    fields = ["thread", "title", "body", "reason", "hidden_by", "hidden_at"]


@admin.register(ThreadAddress)
class ThreadAddressAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """Where threads stood before; kept by moving and merging."""

    list_display = ["slug", "board", "thread"]
    list_filter = ["board__cohort"]
    list_select_related = ["board__cohort", "thread"]
    search_fields = ["slug", "board__name", "thread__title"]
    ordering = ["-pk"]
    fields = ["board", "slug", "thread"]


@admin.register(Reaction)
class ReactionAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """What people have put under posts. It stands there by name, so it is read here by name."""

    list_display = ["person", "kind", "post", "made_at"]
    list_filter = ["kind", "post__thread__board__cohort"]
    list_select_related = ["person", "post"]
    search_fields = ["person__name", "person__email", "post__thread__title"]
    ordering = ["-pk"]


@admin.register(Following)
class FollowingAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """How closely people follow boards and threads; said on their pages.

    Of threads in which somebody spoke without their name nothing, as of reading positions.
    """

    list_display = ["person", "level", "board", "thread", "said_at"]
    list_filter = ["level", "board__cohort"]
    list_select_related = ["person", "board__cohort", "thread"]
    search_fields = ["person__name", "person__email", "board__name", "thread__title"]
    ordering = ["-said_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Following]:
        nameless = Post.objects.filter(thread=OuterRef("thread")).exclude(pseudonym=None)
        return super().get_queryset(request).filter(~Exists(nameless), thread__pseudonym=None)


@admin.register(Bookmark)
class BookmarkAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """That people keep posts. What they note for themselves stands on their own page alone: it isn't even read here.

    Of posts without a name nothing, as of reading positions: who keeps one in the minute it was posted may have posted it.
    """

    list_display = ["person", "post", "made_at"]
    list_filter = ["made_at", "post__thread__board__cohort"]
    list_select_related = ["person", "post"]
    search_fields = ["person__name", "person__email", "post__thread__title"]
    ordering = ["-pk"]
    fields = ["person", "post", "made_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Bookmark]:
        return super().get_queryset(request).filter(post__pseudonym=None).defer("note")
