"""One session: its page, the way in, its details, its date, its end."""

from __future__ import annotations

import logging
from copy import copy
from typing import Any

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.rules import standing
from common.errors import DomainError
from sessions.enums import PresenceSource, Stage
from sessions.forms.session import SessionCancelForm, SessionDetailsForm, SessionMoveForm
from sessions.operations.attendance import check_in
from sessions.operations.schedule import cancel_session, edit_session, move_session
from sessions.queries.accommodations import needs_of, request_for
from sessions.queries.attendance import Standing, standing_of
from sessions.queries.breakouts import MyTables, my_tables
from sessions.queries.foresight import Foresight, foresee_any_move, foresee_cancellation, foresee_move
from sessions.queries.help import help_at
from sessions.queries.joining import at_the_door
from sessions.queries.planning import PlannedRow, Surroundings, consequences_of
from sessions.queries.reflections import reflection_facts
from sessions.queries.room import MeetingPanel, has_room, meeting_panel, room_link
from sessions.queries.session_page import next_sessions, session_page
from sessions.views.foresight import ForeseeingForm
from sessions.views.pages import SessionDeskPage, SessionPage, WorkForm
from sessions.views.zoom_start import with_a_way_to_zoom

logger = logging.getLogger(__name__)


class WithMeeting(SessionPage):
    """A page that says how the session's meeting at Zoom stands, to those who run it, and lets them start it."""

    @cached_property
    def panel(self) -> MeetingPanel | None:
        return meeting_panel(self.live_session, self.now) if self.may_run else None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = super().dispatch(request, *args, **kwargs)
        # Where no panel was shown, none is asked for.
        shown: MeetingPanel | None = self.__dict__.get("panel")
        return with_a_way_to_zoom(answer, request) if shown and shown.may_start else answer


class SessionDetailView(WithMeeting, TemplateView):
    template_name = "sessions/session_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            page=session_page(self.live_session, self.viewer, self.now),
            needs=needs_of(self.live_session, self.viewer, self.now),
            my_request=request_for(self.live_session, self.viewer),
            reflections=reflection_facts(self.live_session, self.viewer, self.now),
            my_attendance=self.attendance_of_ones_own(),
            may_apologize=self.viewer.has_perm("live_sessions.apologize", self.cohort),
            helping=help_at(self.live_session, self.viewer, self.now),
            panel=self.panel,
            mine=self.tables_of_ones_own(),
            may_note=self.viewer.has_perm("cohorts.see_posts", self.cohort),
            **kwargs,
        )

    def tables_of_ones_own(self) -> MyTables | None:
        """Where the viewer sits, until the session is over."""
        if self.live_session.ends_at <= self.now:
            return None
        return my_tables(self.live_session, self.viewer, self.now)

    def attendance_of_ones_own(self) -> Standing | None:
        """The viewer's, where they are somebody of the cohort."""
        enrollment = standing(self.viewer, self.cohort)
        if enrollment is None:
            return None
        return standing_of(self.live_session, self.viewer, self.now, since=enrollment.activated_at)


class SessionJoinView(SessionPage):
    """Sends people to the session's room, from 15 minutes before to the end; otherwise says what to do.

    The room's own address stands in the redirection and nowhere else. For those who are not in the cohort the page is the
    same whether there is such a session or not.
    """

    http_method_names = ["get", "head", "options"]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.is_known = True
        try:
            super().setup(request, *args, **kwargs)
        except Http404:
            self.is_known = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_known:
            mine = next_sessions(self.viewer, self.now)
            return render(request, "sessions/session_join_unknown.html", {"mine": mine, "now": self.now}, status=404)
        live_session, stage = self.live_session, self.live_session.stage_at(self.now)
        if not self.viewer.has_perm("live_sessions.join", live_session):
            return self.answer("not_enrolled", status=403)
        if stage in {Stage.CANCELLED, Stage.OVER}:
            return self.answer(stage.value)
        if not live_session.has_online_room:
            return self.answer("in_person")
        if stage == Stage.AHEAD and not self.goes_in_early:
            return self.answer("early")
        link = room_link(live_session, self.viewer)
        if not link:
            return self.answer("no_link")
        if stage != Stage.AHEAD:
            self.note_presence()
        return HttpResponseRedirect(link)

    def note_presence(self) -> None:
        """Whoever goes in is there. A browser that only looks ahead isn't, nor a picture's address in some other page."""
        told = self.request.headers
        looks_ahead = "prefetch" in told.get("Sec-Purpose", told.get("Purpose", ""))
        goes_there = told.get("Sec-Fetch-Dest", "document") == "document"
        if self.request.method != "GET" or looks_ahead or not goes_there:
            return
        try:
            check_in(live_session=self.live_session, person=self.viewer, how=PresenceSource.JOIN_BUTTON, now=self.now)
        except DomainError:
            # Whoever stands above the cohort, and isn't somebody of it.
            return
        except DatabaseError:
            # Nobody is kept out because of a note.
            logger.exception("That person %s joined session %s is not noted.", self.viewer.pk, self.live_session.pk)

    @property
    def goes_in_early(self) -> bool:
        """Those who run the session set up the room; they say so by a button of their own on the page for the early."""
        return "set-up" in self.request.GET and self.may_run

    def answer(self, reason: str, status: int = 200) -> HttpResponse:
        """Why there is no way in, and what to do."""
        may_set_up = reason == "early" and self.may_run and has_room(self.live_session)
        door = at_the_door(self.live_session, self.viewer, self.now)
        context = self.get_context_data(reason=reason, door=door, may_set_up=may_set_up)
        return render(self.request, "sessions/session_join.html", context, status=status)


class SessionEditView(WithMeeting, SessionDeskPage, WorkForm):
    template_name = "sessions/session_form.html"
    form_class = SessionDetailsForm

    def get_form_kwargs(self) -> dict[str, Any]:
        # The form's own copy: what is typed and refused doesn't reach the page's heading.
        return super().get_form_kwargs() | {"cohort": self.cohort, "instance": copy(self.live_session)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(panel=self.panel, **kwargs)

    def back_url(self) -> str:
        return self.live_session.get_absolute_url()

    def work(self, form: SessionDetailsForm) -> HttpResponse:
        edit_session(
            live_session=self.live_session,
            title=form.cleaned_data["title"],
            by=self.viewer,
            now=self.now,
            **form.facts,
        )
        self.say(_("The session's details are saved."))
        return redirect(self.live_session)


class SessionMoveView(SessionDeskPage, ForeseeingForm):
    template_name = "sessions/session_move.html"
    form_class = SessionMoveForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"live_session": self.live_session}

    def foresee_nothing_typed(self) -> Foresight:
        return foresee_any_move(self.live_session, self.now)

    def foresee(self, entered: dict[str, Any]) -> Foresight:
        return foresee_move(self.live_session, entered["starts_at"], entered["minutes"], self.now)

    def doubts(self, form: SessionMoveForm) -> list[str]:
        entered, session = form.cleaned_data, self.live_session
        if (entered["starts_at"], entered["minutes"]) == (session.starts_at, session.minutes):
            return []
        row = PlannedRow(1, entered["day"], entered["starts_at"], entered["minutes"], session.phase)
        return Surroundings(self.cohort, self.now, leave_out=session).warnings([row])[0]

    def work(self, form: SessionMoveForm) -> HttpResponse:
        consequences = consequences_of(self.live_session)
        moved = move_session(
            live_session=self.live_session,
            starts_at=form.cleaned_data["starts_at"],
            minutes=form.cleaned_data["minutes"],
            reason=form.cleaned_data["reason"],
            by=self.viewer,
            now=self.now,
        )
        self.say(consequences.of_move(self.live_session, moved, now=self.now))
        return redirect("sessions:manage_schedule", self.cohort.slug)


class SessionCancelView(SessionDeskPage, WorkForm):
    template_name = "sessions/session_cancel.html"
    form_class = SessionCancelForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.live_session) if self.live_session.is_cancelled else super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(foresight=foresee_cancellation(self.live_session, self.now), **kwargs)

    def work(self, form: SessionCancelForm) -> HttpResponse:
        cancel_session(live_session=self.live_session, reason=form.cleaned_data["reason"], by=self.viewer, now=self.now)
        self.say(_("“%(session)s” is cancelled.") % {"session": self.live_session.title})
        return redirect("sessions:manage_schedule", self.cohort.slug)
