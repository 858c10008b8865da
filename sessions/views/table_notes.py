"""What tables write down: the page of a table in a round, all notes of a session, hiding one."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from common.markdown import stored
from sessions.forms.table_notes import HideForm, NoteForm
from sessions.models import TableNote
from sessions.operations.table_notes import NoteWrittenElsewhere, hide_note, save_note, show_note, why_not_note
from sessions.queries.table_notes import notes_of_session, sits_there, table_page
from sessions.views.autosaved import AutosavedForm
from sessions.views.pages import COMPLETED, WorkForm
from sessions.views.reflections import TalkAboutSession

NOTHING_NEW = 204


class TableNotesView(TalkAboutSession, AutosavedForm):
    """For those who sit there in that round, and for those who run the session; for others there is no such page."""

    template_name = "sessions/table_notes.html"
    form_class = NoteForm
    elsewhere = NoteWrittenElsewhere
    said_elsewhere = gettext_lazy(
        "You have written here in another tab or on another device. Press “Save” to see both."
    )

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.place = {"round_number": kwargs["round"], "table": kwargs["table"]}
        if not sits_there(self.live_session, self.viewer, **self.place):
            raise Http404
        page = table_page(self.live_session, self.viewer, self.now, **self.place)
        if page is None:
            raise Http404
        self.page = page

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "known" not in request.GET:
            return super().get(request, *args, **kwargs)
        if request.GET["known"] == self.page.mark:
            return HttpResponse(status=NOTHING_NEW)
        context = {"cohort": self.cohort, "live_session": self.live_session, "page": self.page}
        return render(request, "sessions/_table_notes_of_others.html", context)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"reflection": self.page.mine}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refusal = why_not_note(self.live_session, self.viewer, self.now, **self.place)
        mine = stored(self.page.mine.body_html) if self.page.mine else ""
        return super().get_context_data(page=self.page, refusal=refusal, mine_html=mine, **kwargs)

    def back_url(self) -> str:
        return self.address("my_tables")

    def save(self, form: NoteForm) -> TableNote:
        return save_note(
            live_session=self.live_session, **self.place, body=form.cleaned_data["body"],
            version=form.cleaned_data["version"], by=self.viewer, now=self.now,
        )  # fmt: skip

    def acted(self, saved: TableNote) -> HttpResponse:
        if saved.pk:
            self.say(self.when_saved(saved))
        return redirect(self.request.path)


class NotesView(TalkAboutSession, TemplateView):
    """All that the viewer may read of what the tables wrote."""

    template_name = "sessions/notes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rounds = notes_of_session(self.live_session, self.viewer, self.now)
        return super().get_context_data(rounds=rounds, is_over=self.live_session.ends_at <= self.now, **kwargs)


class OneNote(TalkAboutSession):
    """Of those who run the sessions, about a note; others who read it are told so."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = TableNote.objects.visible_to(self.viewer, self.now).filter(live_session=self.live_session)
        self.note = get_object_or_404(rows, pk=kwargs["note"])
        if not self.may_run:
            raise PermissionDenied(
                _("Notes are hidden by those who run this cohort's sessions.") if self.cohort.is_open else COMPLETED
            )


class NoteHideView(OneNote, WorkForm):
    template_name = "sessions/note_hide.html"
    form_class = HideForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(note_html=stored(self.note.body_html), **kwargs)

    def back_url(self) -> str:
        return self.address("notes")

    def work(self, form: HideForm) -> HttpResponse:
        hide_note(note=self.note, reason=form.cleaned_data["reason"], by=self.viewer, now=self.now)
        self.say(_("It is hidden. Whoever wrote it reads your reason."))
        return redirect(self.back_url())


class NoteShowView(OneNote):
    """A hidden one is read by all again, at once."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        show_note(note=self.note, by=self.viewer)
        self.say(_("It is shown again."))
        return redirect(self.address("notes"))
