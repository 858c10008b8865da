"""A session's harvest: the wall at the desk where notes become priorities, and the page on which people vote and read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from common.errors import DomainError
from improvement.forms.harvest import OpenVoteForm
from improvement.operations.harvest import (
    make_priority,
    place_notes,
    remove_priority,
    rename_priority,
    take_note_out,
)
from improvement.operations.votes import close_vote, open_vote, vote
from improvement.queries.harvest import harvest_page
from sessions.views.pages import SessionDeskPage, WorkForm
from sessions.views.reflections import TalkAboutSession

# What is longer is no number of a row.
LONGEST_ID = 18


class HarvestWallView(SessionDeskPage, TemplateView):
    """All notes by round and table, and the priorities made of them."""

    template_name = "improvement/harvest_wall.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = harvest_page(self.live_session, self.viewer, self.now)
        return super().get_context_data(page=page, **kwargs)


class HarvestChangeView(SessionDeskPage, View):
    """The buttons of the wall."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self._act()
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("improvement:harvest_wall", self.cohort.slug, self.live_session.slug)

    def _act(self) -> None:
        posted, session = self.request.POST, self.live_session
        acts: dict[str, Any] = {"live_session": session, "by": self.viewer, "now": self.now}
        if "out" in posted:
            take_note_out(live_session=session, note=as_number(posted["out"]))
        elif "rename" in posted:
            rename_priority(live_session=session, priority=as_number(posted["rename"]), title=posted.get("title", ""))
        elif "remove" in posted:
            remove_priority(live_session=session, priority=as_number(posted["remove"]))
            self.say(_("The priority is gone; its notes stand under none again."))
        elif "close" in posted:
            close_vote(live_session=session, now=self.now)
            self.say(_("The vote is closed and counted. Who gave which dots is not kept."))
        elif "place" in posted:
            notes = {as_number(value) for value in posted.getlist("note")}
            into = as_number(posted.get("into", ""))
            if into:
                placed = place_notes(**acts, priority=into, notes=notes)
                self.say(_("They stand under “%(priority)s”.") % {"priority": placed.title})
            else:
                made = make_priority(**acts, title=posted.get("title", ""), notes=notes)
                self.say(_("“%(priority)s” is a priority now.") % {"priority": made.title})


class VoteOpenView(SessionDeskPage, WorkForm):
    """Asks how many dots each person has, then the vote is open."""

    template_name = "improvement/vote_open.html"
    form_class = OpenVoteForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(page=harvest_page(self.live_session, self.viewer, self.now), **kwargs)

    def back_url(self) -> str:
        return reverse("improvement:harvest_wall", args=[self.cohort.slug, self.live_session.slug])

    def work(self, form: OpenVoteForm) -> HttpResponse:
        open_vote(live_session=self.live_session, **form.cleaned_data, now=self.now)
        self.say(_("The vote is open, on the page of the session."))
        return redirect(self.back_url())


class HarvestView(TalkAboutSession, TemplateView):
    """Priorities with their notes; while the vote is open, one's own dots; after it, the result."""

    template_name = "improvement/harvest.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = harvest_page(self.live_session, self.viewer, self.now)
        # What was refused, as it was sent.
        given = kwargs.pop("given", {row.priority.pk: row.mine for row in page.priorities})
        rows = [(row, given.get(row.priority.pk, 0)) for row in page.priorities]
        may_act = self.viewer.has_perm("cohorts.talk", self.cohort)
        return super().get_context_data(page=page, rows=rows, may_act=may_act, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        given = {
            as_number(name.removeprefix("dots-")): as_number(value)
            for name, value in request.POST.items()
            if name.startswith("dots-") and isinstance(value, str)
        }
        try:
            count = vote(live_session=self.live_session, dots=given, by=self.viewer)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return self.render_to_response(self.get_context_data(given=given), status=422)
        said = ngettext("Your %(count)s dot is kept.", "Your %(count)s dots are kept.", count) % {"count": count}
        self.say(said + " " + _("You can change them until the vote closes."))
        return redirect(request.path)


def as_number(text: str) -> int:
    """A number that was sent; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_ID else 0
