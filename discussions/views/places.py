"""What the pages of the boards have in common: loading through the viewer's rights, and saying what was refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.core.internal.ratelimit import consume
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.generic import View
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from cohorts.models import Cohort
from common.errors import DomainError
from common.kept_text import keep_text
from discussions.forms.post import PreviewMixin
from discussions.models import Board, Post, Thread
from discussions.operations.checks import (
    NotYours,
    TooManyPreviews,
    TooMuchAtOnce,
    UnableToWrite,
    refuse_where_closed,
    refuse_where_over,
)
from discussions.queries import thread_for
from discussions.queries.drafts import DraftAt
from discussions.queries.held import boards_with_held
from discussions.queries.mentions import mentions_in
from discussions.queries.places import address_now, post_elsewhere

if TYPE_CHECKING:
    from common.markdown import Marker

# A person's, whatever they write.
PREVIEWS = {"preview": "60/10m/user"}
# Those that are drawn while somebody types.
LIVE_PREVIEWS = {"live": "400/10m/user"}


class TalkRequest(HttpRequest):
    """A request with what django-htmx knows of it."""

    htmx: HtmxDetails


class TalkView(View):
    """A page of the discussions. What is gone or isn't the viewer's is a 404, what is refused a 403 with the sentence."""

    request: TalkRequest
    viewer: User
    now: datetime

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        # A page that is open to the signed out (see `KeepsTypedText`) has nothing to load for them.
        if isinstance(request.user, User):
            self.viewer = request.user
            self.load(**kwargs)

    def load(self, **kwargs: Any) -> None:
        """Find what the address names, through the viewer's rights."""

    def mentions(self, board: Board) -> Callable[[str], Marker | None]:
        """Finds those whom a text of the viewer's mentions on a board, as it is found when it is posted."""
        return partial(mentions_in, board=board, viewer=self.viewer, now=self.now)

    def preview_status(self, form: PreviewMixin) -> int:
        """The status of the page that shows the preview asked for; 0 where none is."""
        if not form.asks_for_preview:
            return 0
        if consume(self.request, app="discussions", action="preview", config=PREVIEWS):
            return 200
        form.refuse(TooManyPreviews())
        return 429

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except NotYours as refusal:
            raise Http404 from refusal
        except DomainError as refusal:
            raise PermissionDenied(str(refusal)) from refusal


class BoardView(TalkView):
    """A page of one board."""

    board: Board

    def load(self, **kwargs: Any) -> None:
        boards = Board.objects.visible_to(self.viewer).select_related("cohort__program", "team", "pair")
        boards = boards_with_held(boards, self.viewer)
        self.board = get_object_or_404(boards, cohort__slug=kwargs["cohort"], slug=kwargs["board"])

    @property
    def cohort(self) -> Cohort:
        return self.board.cohort

    def frame(self, **context: Any) -> dict[str, Any]:
        """What every page of a board's frame shows."""
        return {"board": self.board, "cohort": self.cohort, "tab": "discussions", "now": self.now} | context


class ThreadView(TalkView):
    """A page of one thread."""

    thread: Thread
    # Whether what was asked for stands elsewhere now, and the view has gone there.
    was_led_on = False

    def load(self, **kwargs: Any) -> None:
        address = {word: kwargs[word] for word in ("cohort", "board", "thread")}
        thread = thread_for(self.viewer, self.now, **address, draft_at=self.draft_at())
        if thread is None and (known := address_now(**address)):
            thread, self.was_led_on = thread_for(self.viewer, self.now, **known, draft_at=self.draft_at()), True
        if thread is None:
            raise Http404
        self.thread = thread

    def is_another(self) -> bool:
        """Whether the thread that was led on to never stood at this address: the one that did is a part of it now.

        One query, where somebody was led on.
        """
        asked = {"board__slug": self.kwargs["board"], "slug": self.kwargs["thread"]}
        return self.was_led_on and not self.thread.history.filter(**asked).exists()

    def draft_at(self) -> DraftAt | None:
        """Where the page has a form, whose draft is found with the thread."""
        return None

    def follow(self, post: int | None) -> Post | None:
        """A post that isn't in this thread any more; the view goes on in the thread where it is."""
        found = post_elsewhere(self.viewer, self.now, thread=self.thread, post=post) if post else None
        if found is not None:
            ThreadView.load(self, cohort=self.cohort.slug, board=found.thread.board.slug, thread=found.thread.slug)
            self.was_led_on = True
            vars(self).pop("base", None)
        return found

    @property
    def cohort(self) -> Cohort:
        return self.thread.board.cohort

    @cached_property
    def base(self) -> str:
        """The thread's address; those of its posts and acts begin with it."""
        return self.thread.get_absolute_url()

    def frame(self, **context: Any) -> dict[str, Any]:
        """What every page of a thread's frame shows."""
        # Escaped once: it stands in a page a hundred times.
        base = format_html("{}", self.base)
        facts = {"thread": self.thread, "board": self.thread.board, "base": base, "now": self.now}
        return facts | {"cohort": self.cohort, "tab": "discussions"} | context

    def refusal_to_write(self) -> UnableToWrite | None:
        """Why the viewer can't write here now; None where they can. No query beyond the viewer's standing."""
        try:
            refuse_where_closed(self.thread, self.now)
            refuse_where_over(self.cohort, may_talk=self.viewer.has_perm("cohorts.talk", self.cohort))
        except UnableToWrite as refusal:
            return refusal
        return None


class WholeThreadView(ThreadView):
    """What is done to a thread as a whole, or to its first words: a form from before that thread became part of another does
    nothing to the other, and leads there.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and self.is_another():
            messages.warning(
                request, _("This thread has become part of another one. Nothing was done; this is the other.")
            )
            return redirect(self.base)
        return super().dispatch(request, *args, **kwargs)


class PostView(ThreadView):
    """A page of one post."""

    post_in_hand: Post

    def load(self, **kwargs: Any) -> None:
        ThreadView.load(self, **kwargs)
        post = self.found(kwargs["post"])
        if post is None and self.follow(kwargs["post"]):
            post = self.found(kwargs["post"])
        if post is None:
            raise Http404
        self.post_in_hand = post
        self.post_in_hand.thread = self.thread

    def found(self, post: int) -> Post | None:
        """The post, if it is in this thread and the viewer may read it."""
        return (
            self.thread.posts.past_the_gate(self.viewer).select_related("author", "pseudonym").filter(pk=post).first()
        )

    @property
    def is_own(self) -> bool:
        return self.post_in_hand.author_id == self.viewer.pk

    @property
    def way_back(self) -> str:
        """The post, on whichever page of its thread it stands."""
        return f"{self.base}?post={self.post_in_hand.pk}#post-{self.post_in_hand.pk}"


class KeepsTypedText(View):
    """A form's view, mixed in first: what is sent to it after the sign-in ran out is kept until the person is back."""

    typed_fields: ClassVar[tuple[str, ...]] = ("body",)

    def after_sign_in(self) -> str:
        """The address of the page with the form."""
        return self.request.path

    @method_decorator(login_not_required)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return super().dispatch(request, *args, **kwargs)
        # A file that a script sends brings no words.
        if request.method == "POST" and "files" not in request.GET:
            keep_text(request, fields=self.typed_fields)
        return redirect_to_login(self.after_sign_in())


def number_in(text: str | None) -> int | None:
    """A number from an address; None for whatever else somebody writes there."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def status_of(refusal: DomainError) -> int:
    """The status of a page that gives a form back with this refusal."""
    if isinstance(refusal, TooMuchAtOnce):
        return 429
    return 422 if refusal.field else 403
