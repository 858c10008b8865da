"""What the pages of a new topic, and of the change of a topic or a post, have in common: the draft, the files, the previews."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allauth.core.internal.ratelimit import consume
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from common.drafts import text_arrived
from common.errors import DomainError
from common.kept_text import forget_text, kept_text
from discussions.forms.drafted import DraftedForm
from discussions.forms.files import files_in
from discussions.models import Attachment, PostDraft
from discussions.operations.attachments import FileWords, PictureIsNotDescribed, add_file, describe_files
from discussions.operations.checks import NotYours, UnableToWrite
from discussions.operations.drafts import WrittenElsewhere
from discussions.operations.drafts_elsewhere import WritingPlace, discard_draft_of, drafts_of, save_draft_of
from discussions.views.drafts import when_saved
from discussions.views.files import refuse_where_too_many
from discussions.views.places import LIVE_PREVIEWS, TalkView, status_of

# The box of the form's live preview.
LIVE = "words-live"


class DraftedView(TalkView):
    """A form's page. What it says of the place, of the words that stand there, and of the act is its view's."""

    template_name: str
    # Whether files are taken here; a page may say so for the person.
    takes_files = True

    @property
    def place(self) -> WritingPlace:
        """Where the words will stand."""
        raise NotImplementedError

    def standing(self) -> dict[str, Any]:
        """The words that stand there now, as the form's fields."""
        return {}

    def form(self, data: Any = None, files: Any = None, initial: Any = None) -> DraftedForm:
        """The form of the page."""
        raise NotImplementedError

    def asks_first(self, form: Any) -> bool:
        """Whether the author is to look once more."""
        raise NotImplementedError

    def act(self, form: Any) -> HttpResponse:
        """Posts or saves, and leads on."""
        raise NotImplementedError

    @property
    def draft_key(self) -> str:
        """Names what the browser keeps."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """What the page shows besides the form."""
        return {}

    @property
    def way_out(self) -> str:
        """Where one goes on after discarding."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        draft = drafts_of(self.place, self.viewer).first()
        initial = self.standing() | {"version": 0}
        if draft is not None:
            initial |= {"title": draft.title, "body": draft.body, "version": draft.version}
            initial["without_name"] = draft.without_name
        typed = kept_text(request, address=request.path)
        initial |= {name: text for name, text in typed.items() if text}
        return self.page(self.form(initial=initial), draft=draft, waiting=self.files_of(draft))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "files" in request.GET:
            return self.file_line()
        if "discard" in request.POST:
            return self.discarded()
        form = self.form(request.POST, request.FILES)
        form.find_mentions = self.mentions(self.place.talk_board)
        if request.POST.get("act") == "autosave":
            return self.autosaved(form)
        return self.received(form) if form.is_valid() else self.given_back(form, status=422)

    def received(self, form: DraftedForm) -> HttpResponse:
        """The form as its buttons say: looked at, with one more file, or done."""
        try:
            if self.request.htmx.target == LIVE:
                return self.shown_live(form)
            self.take_file(form)
            if "attach" in self.request.POST:
                return self.given_back(form)
            if status := self.preview_status(form):
                return self.looked_at(form, status)
            if self.asks_first(form):
                return self.given_back(form, status=422)
            response = self.act(form)
        except NotYours:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
            return self.given_back(form, status=status_of(refusal))
        forget_text(self.request, address=self.request.path)
        text_arrived(response, key=self.draft_key)
        return response

    @cached_property
    def files(self) -> list[FileWords]:
        """What the form says of the files it has."""
        return files_in(self.request.POST) if self.takes_files else []

    def take_file(self, form: DraftedForm) -> None:
        """A file that was sent with the form is among its files from now on. Raises why it isn't taken."""
        upload = form.cleaned_data["file"] if self.takes_files else None
        if upload:
            refuse_where_too_many(self.request)
            file = add_file(
                place=self.place, by=self.viewer, upload=upload, now=self.now, alt=self.request.POST.get("alt", ""),
                is_decorative="decorative" in self.request.POST,
            )  # fmt: skip
            if file.pk not in {word.pk for word in self.files}:
                self.files.append(FileWords(file.pk, file.alt, is_decorative=file.is_decorative))

    def file_line(self) -> HttpResponse:
        """For the script: the form's line of a file that was pasted, dropped or chosen, or a sentence."""
        upload = self.request.FILES.get("file")
        if upload is None or not self.takes_files:
            return HttpResponse(status=400)
        try:
            refuse_where_too_many(self.request)
            file = add_file(place=self.place, by=self.viewer, upload=upload, now=self.now)
        except NotYours:
            raise
        except DomainError as refusal:
            return HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")
        return render(self.request, "discussions/_file_rows.html", {"files": [file]})

    def autosaved(self, form: DraftedForm) -> HttpResponse:
        """For autosave.js: a word for its line of state, and the version it goes on from."""
        if not form.is_valid():
            return JsonResponse({"said": _("Not saved yet: something in the form does not fit.")}, status=422)
        try:
            draft = self.saved(form)
        except NotYours:
            raise
        except WrittenElsewhere as refusal:
            both = _("You have written here in another tab or on another device. Press “Preview” to see both.")
            return JsonResponse({"said": both if refusal.standing else str(refusal)}, status=409)
        except DomainError as refusal:
            return JsonResponse({"said": str(refusal)}, status=status_of(refusal))
        # Left out is a file when the form is sent, not while it is written.
        describe_files(
            drafts=drafts_of(self.place, self.viewer), words=[word for word in self.files if not word.is_left_out]
        )
        forget_text(self.request, address=self.request.path)
        return JsonResponse({"version": draft.version, "said": when_saved(draft)})

    def saved(self, form: DraftedForm) -> PostDraft:
        """What the form says, as a draft."""
        said = form.cleaned_data
        return save_draft_of(
            place=self.place, by=self.viewer, now=self.now, title=said.get("title", ""), body=said["body"],
            version=said["version"], without_name=said.get("without_name", False), submission=said.get("submission"),
        )  # fmt: skip

    def shown_live(self, form: DraftedForm) -> HttpResponse:
        """The text alone as it will look, asked for again and again while somebody types."""
        if not consume(self.request, app="discussions", action="live", config=LIVE_PREVIEWS):
            return HttpResponse(status=204)
        return HttpResponse(form.preview)

    def looked_at(self, form: DraftedForm, status: int) -> HttpResponse:
        """The form with its preview. What is looked at is kept as a draft, too: without a script nothing else keeps it."""
        try:
            draft = self.saved(form)
        except WrittenElsewhere as refusal:
            form.refuse(refusal)
            return self.given_back(form, status=status, draft=refusal.standing, other=refusal.standing)
        except UnableToWrite:
            # Posting would say why. There is something to look at all the same.
            return self.given_back(form, status=status)
        return self.given_back(form, status=status, draft=draft)

    def discarded(self) -> HttpResponse:
        """On to where the words would have stood."""
        discard_draft_of(place=self.place, by=self.viewer)
        forget_text(self.request, address=self.request.path)
        response = redirect(self.way_out)
        text_arrived(response, key=self.draft_key)
        return response

    def given_back(self, form: DraftedForm, status: int = 200, **drafts: PostDraft | None) -> HttpResponse:
        """The page with the form as it was sent. What it says of its files is kept with them."""
        describe_files(drafts=drafts_of(self.place, self.viewer), words=self.files)
        draft = drafts.get("draft") or drafts_of(self.place, self.viewer).first()
        waiting = self.files_of(draft)
        # Whoever is asked something is asked all of it at once.
        if form.hints and (bare := next((file for file in waiting if not file.is_described), None)):
            form.refuse(PictureIsNotDescribed(bare.pk))
        return self.page(form, status=status, draft=draft, other=drafts.get("other"), waiting=waiting)

    def files_of(self, draft: PostDraft | None) -> list[Attachment]:
        """Those that stand there, as the form may say anew, and those that wait with the draft. One or two queries."""
        if not self.takes_files:
            return []
        said = {word.pk: word for word in self.files} if self.request.method == "POST" else {}
        standing = list(self.standing_files())
        for file in standing:
            if file.pk in said and file.is_picture:
                file.alt, file.is_decorative = said[file.pk].alt, said[file.pk].is_decorative
        return [*standing, *(draft.attachments.order_by("pk") if draft is not None and draft.pk else ())]

    def standing_files(self) -> Sequence[Attachment]:
        """The files of what is changed."""
        said = self.place.topic or self.place.post
        return list(said.attachments.order_by("pk")) if said is not None and said.has_files else []

    def page(
        self, form: DraftedForm, *, status: int = 200, draft: PostDraft | None = None, other: PostDraft | None = None,
        waiting: Sequence[Attachment] = (),
    ) -> HttpResponse:  # fmt: skip
        """The page; `other` are words that were kept from another device."""
        context = self.context() | {
            "form": form, "draft": draft, "standing": other, "files": waiting, "draft_key": self.draft_key,
            "takes_files": self.takes_files, "user": self.viewer,
        }  # fmt: skip
        return render(self.request, self.template_name, context, status=status)
