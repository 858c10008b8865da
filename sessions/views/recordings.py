"""Recordings at the facilitators' desk: added, corrected, published, held back."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import classonlymethod
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from cohorts.models import Cohort
from common.errors import DomainError
from common.uploads import allow_upload_of
from sessions.forms.confirm import ConfirmForm
from sessions.forms.recording import RecordingForm
from sessions.models import Recording, RecordingFile
from sessions.operations.recordings import (
    UnableToPublish,
    add_recording,
    edit_recording,
    publish_recording,
    remove_recording,
    unpublish_recording,
)
from sessions.operations.recordings_taken_away import want_again
from sessions.operations.zoom_fetching import ask_for_recordings, fetch_again
from sessions.queries.asked_of_zoom import asked_of_zoom
from sessions.views.pages import SessionDeskPage, WorkForm


class RecordingsFromZoomView(SessionDeskPage):
    """The buttons that have Zoom asked now, or one file fetched. What comes of it stands in the list; the page doesn't wait."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.say(self.work(request.POST))
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("sessions:recording_list", self.cohort.slug, self.live_session.slug)

    def work(self, sent: QueryDict) -> str:
        """All of the session, one file of it, or what was taken away; what is being done, in a sentence."""
        if "file" in sent:
            files = RecordingFile.objects.visible_to(self.viewer).filter(recording__live_session=self.live_session)
            fetch_again(file=get_object_or_404(files, pk=_key(str(sent["file"]))))
            return _("The file is being fetched. Load this page again in a moment.")
        if "again" in sent:
            taken_away = get_object_or_404(self.live_session.recordings_taken_away, pk=_key(str(sent["again"])))
            want_again(taken_away=taken_away, now=self.now)
            return _("Zoom is being asked for it. It comes back held back; load this page again in a moment.")
        ask_for_recordings(live_session=self.live_session, now=self.now)
        return _("Zoom is being asked. What it has will stand here; load this page again in a moment.")


def _key(sent: str) -> int:
    if not (sent.isascii() and sent.isdecimal() and len(sent) < 19):
        raise Http404
    return int(sent)


class RecordingFormMixin(SessionDeskPage, WorkForm):
    """One form, two buttons: keep it for later, or show it to the cohort now.

    A video is larger than what anybody may send. Who sends it is asked before the form is read, and the form's token is
    checked as everywhere, but after that question instead of before.
    """

    form_class = RecordingForm

    @classonlymethod
    def as_view(cls, **initkwargs: Any) -> Any:  # noqa: N805 - it is the class
        view = super().as_view(**initkwargs)
        checked = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and _may_send_videos(request, kwargs["cohort"]):
                allow_upload_of(request, settings.RECORDING_LIMIT_MB)
            return checked(request, *args, **kwargs)

        return page

    def back_url(self) -> str:
        return reverse("sessions:recording_list", args=[self.cohort.slug, self.live_session.slug])

    def write(self, entered: dict[str, Any]) -> Recording:
        """Save what was entered."""
        raise NotImplementedError

    def work(self, form: RecordingForm) -> HttpResponse:
        entered = {"upload" if name == "file" else name: value for name, value in form.cleaned_data.items()}
        recording = self.write(entered)
        if self.request.POST.get("step") != "publish":
            self.say(_("The recording is saved. People do not see it until it is published."))
            return redirect(self.back_url())
        try:
            publish_recording(recording=recording, by=self.viewer, now=self.now)
        except UnableToPublish as error:
            # It is kept all the same: what is missing is asked for on its own page.
            messages.warning(self.request, _("The recording is saved. %(missing)s") % {"missing": error})
            return redirect("sessions:recording_edit", self.cohort.slug, self.live_session.slug, recording.pk)
        self.say(_("The recording is published."))
        return redirect(recording)


def _may_send_videos(request: HttpRequest, slug: str) -> bool:
    cohort = Cohort.objects.visible_to(request.user).filter(slug=slug).first()
    return cohort is not None and request.user.has_perm("cohorts.run_sessions", cohort)


class RecordingListView(RecordingFormMixin):
    """What there is, and a form for one more."""

    template_name = "sessions/recording_list.html"

    def get_initial(self) -> dict[str, Any]:
        return {"title": self.live_session.title}

    def back_url(self) -> str:
        return self.live_session.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        visible = Recording.objects.visible_to(self.viewer).filter(live_session=self.live_session)
        recordings = list(visible.order_by("added_at", "pk").prefetch_related("files"))
        for recording in recordings:
            recording.live_session = self.live_session
        at_zoom = asked_of_zoom(self.live_session, "recording_inquiry", self.now)
        away = self.live_session.recordings_taken_away.filter(wanted_again_at=None).order_by("begins_at", "pk")
        return super().get_context_data(recordings=recordings, at_zoom=at_zoom, taken_away=away, **kwargs)

    def write(self, entered: dict[str, Any]) -> Recording:
        return add_recording(live_session=self.live_session, by=self.viewer, now=self.now, **entered)


class RecordingPage(SessionDeskPage):
    """A page of one recording."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        recordings = Recording.objects.visible_to(self.viewer).filter(live_session=self.live_session)
        self.recording = get_object_or_404(recordings, pk=kwargs["recording"])
        self.recording.live_session = self.live_session

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"recording": self.recording}


class RecordingEditView(RecordingFormMixin, RecordingPage):
    template_name = "sessions/recording_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"recording": self.recording}

    def get_initial(self) -> dict[str, Any]:
        names = ("title", "url", "has_captions", "transcript", "missing_reason")
        return {name: getattr(self.recording, name) for name in names}

    def write(self, entered: dict[str, Any]) -> Recording:
        return edit_recording(recording=self.recording, by=self.viewer, now=self.now, **entered)


class RecordingPublishView(RecordingPage):
    """Show it, or hold it back again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("to") == "hold":
            unpublish_recording(recording=self.recording, by=self.viewer)
            self.say(_("The recording is held back; people no longer see it."))
        else:
            try:
                publish_recording(recording=self.recording, by=self.viewer, now=self.now)
            except DomainError as error:
                messages.warning(request, str(error))
                return redirect("sessions:recording_edit", self.cohort.slug, self.live_session.slug, self.recording.pk)
            self.say(_("The recording is published."))
        return redirect("sessions:recording_list", self.cohort.slug, self.live_session.slug)


class RecordingDeleteView(RecordingPage, WorkForm):
    template_name = "sessions/confirm.html"
    form_class = ConfirmForm

    def back_url(self) -> str:
        return reverse("sessions:recording_list", args=[self.cohort.slug, self.live_session.slug])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            question=self.question(),
            what=self.recording.title,
            back_url=self.back_url(),
            **kwargs,
        )

    def question(self) -> str:
        """What it asks: one from Zoom can come again, as long as Zoom has it."""
        if self.recording.zoom_uuid:
            return _(
                "Take this recording away? What is kept here is gone, corrected lines too. Zoom keeps its own; it comes back "
                "only if somebody asks for it here."
            )
        return _("Take this recording away? A video that is linked stays where it is; one kept here is gone.")

    def work(self, form: ConfirmForm) -> HttpResponse:
        remove_recording(recording=self.recording, by=self.viewer, now=self.now)
        self.say(_("The recording is gone."))
        return redirect(self.back_url())
