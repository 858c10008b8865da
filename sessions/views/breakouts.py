"""A session's breakouts: planned, changed and published at the desk; one's own table for everybody."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from accounts.qr import qr_code
from common.errors import DomainError
from sessions.forms.breakouts import LANGUAGES, BreakoutsForm
from sessions.models import BreakoutPlan
from sessions.operations.breakout_counting import wishes_of
from sessions.operations.breakout_day import begin_round, in_force, replan_rest
from sessions.operations.breakout_problem import met_before
from sessions.operations.breakout_seats import lock_seat, swap_seats
from sessions.operations.breakouts import plan_breakouts, publish, seatable_people, unpublish
from sessions.operations.zoom_rooms import rooms_of
from sessions.queries.breakouts import PlanPage, my_tables, plan_page, versions_of
from sessions.queries.breakouts_day import who_is_there
from sessions.queries.breakouts_mix import mix_of_tables
from sessions.views.pages import SessionDeskPage, SessionPage, WorkForm
from sessions.world_cafe import SEATS, rounds_within, usual_etiquette

NOTHING_NEW = 204
# `?as=` this, a form begins with what a World Café needs.
WORLD_CAFE = "world-cafe"
# What is longer is no number of a person.
LONGEST_ID = 18


class PlanVersions(SessionDeskPage):
    """A page about the versions of a session's plan; `?version=` names one, else it is the newest."""

    @cached_property
    def versions(self) -> list[BreakoutPlan]:
        return versions_of(self.live_session, self.viewer)

    @cached_property
    def chosen(self) -> BreakoutPlan | None:
        """The version the page is about. A version that doesn't exist is 404."""
        asked = self.kwargs.get("version")
        if asked is None and not self.versions:
            return None
        row = next((row for row in self.versions if asked in {None, row.number}), None)
        if row is None:
            raise Http404
        row.live_session = self.live_session
        return row

    def page(self) -> PlanPage | None:
        """The version with everything on its page."""
        return plan_page(self.chosen, self.versions, met_before(self.live_session)) if self.chosen else None

    def url_of(self, row: BreakoutPlan) -> str:
        args = [self.cohort.slug, self.live_session.slug, row.number]
        return reverse("sessions:breakout_version", args=args)


class BreakoutsView(PlanVersions, TemplateView):
    """The newest version, or the one that was asked for: its tables, its score, who meets whom."""

    template_name = "sessions/breakouts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(page=self.page(), languages=LANGUAGES, **kwargs)


class BreakoutsPlanView(PlanVersions, WorkForm):
    """What is wished, and the button that plans. It begins with what was wished last."""

    template_name = "sessions/breakouts_form.html"
    form_class = BreakoutsForm

    def get_form_kwargs(self) -> dict[str, Any]:
        wishes = wishes_of(self.versions[0]) if self.versions else None
        return super().get_form_kwargs() | {"people": seatable_people(self.live_session), "wishes": wishes}

    def get_initial(self) -> dict[str, Any]:
        if not self.versions:
            return self._as_a_world_cafe() if self.request.GET.get("as") == WORLD_CAFE else {}
        last = self.versions[0]
        names = ("expected", "rounds", "minutes", "question", "etiquette", "mixed", "fewest_community", "seed")
        return {name: getattr(last, name) for name in names} | {"tables": last.tables.count()}

    def _as_a_world_cafe(self) -> dict[str, Any]:
        within = rounds_within(self.live_session.minutes)
        lasting = {"rounds": within.number, "minutes": within.minutes} if within else {}
        return {"size": SEATS, "etiquette": usual_etiquette(), **lasting}

    def back_url(self) -> str:
        return reverse("sessions:breakouts", args=[self.cohort.slug, self.live_session.slug])

    def work(self, form: BreakoutsForm) -> HttpResponse:
        row = plan_breakouts(live_session=self.live_session, wishes=form.wishes, by=self.viewer, now=self.now)
        self.say(_("Version %(number)s is planned. Nobody sees it before it is published.") % {"number": row.number})
        return redirect(self.back_url())


class BreakoutsChangeView(PlanVersions, View):
    """The buttons of a version's page: publish, take back, begin a round, change seats, lock one."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.chosen
        if row is None:
            raise Http404
        try:
            row = self._act(row)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        anchor = f"#round-{self._number('round')}" if self._number("round") else ""
        return redirect(f"{self.url_of(row)}{anchor}")

    def _act(self, row: BreakoutPlan) -> BreakoutPlan:
        posted = self.request.POST
        if "publish" in posted:
            publish(plan_row=row, by=self.viewer, now=self.now)
            self.say(_("Everybody sees now where they sit."))
        elif "unpublish" in posted:
            unpublish(live_session=self.live_session, now=self.now)
            self.say(_("Nobody sees the plan any more."))
        elif "begin" in posted:
            begun = begin_round(
                live_session=self.live_session, number=self._number("begin"), by=self.viewer, now=self.now
            )
            self.say(_("Round %(number)s has begun.") % {"number": begun.number})
        elif "lock" in posted or "unlock" in posted:
            name = "lock" if "lock" in posted else "unlock"
            row = lock_seat(
                plan_row=row,
                round_number=self._number("round"),
                person=self._number(name),
                is_locked=name == "lock",
                by=self.viewer,
                now=self.now,
            )
        elif "swap" in posted:
            row = self._swap(row)
        return row

    def _swap(self, row: BreakoutPlan) -> BreakoutPlan:
        chosen = [self._as_number(value) for value in self.request.POST.getlist("person")]
        if len(chosen) != 2:
            messages.error(self.request, _("Tick two people of one round, and press the button again."))
            return row
        before = row.score.get("repeats")
        changed = swap_seats(
            plan_row=row,
            round_number=self._number("round"),
            one=chosen[0],
            other=chosen[1],
            by=self.viewer,
            now=self.now,
        )
        after = changed.score.get("repeats")
        said = {"before": before, "after": after}
        self.say(_("They have changed seats. Repeated meetings: %(before)s before, %(after)s now.") % said)
        return changed

    def _number(self, name: str) -> int:
        return self._as_number(self.request.POST.get(name, ""))

    def _as_number(self, text: str) -> int:
        return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_ID else 0


class BreakoutsCardsView(PlanVersions, TemplateView):
    """To print: a card for each table with its code, and the sheet for the wall."""

    template_name = "sessions/breakouts_cards.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        url = self.request.build_absolute_uri(
            reverse("sessions:my_tables", args=[self.cohort.slug, self.live_session.slug])
        )
        page = self.page()
        return super().get_context_data(
            page=page,
            wall=_wall_of(page) if page else [],
            tables_url=url,
            qr=qr_code(url),
            languages=LANGUAGES,
            **kwargs,
        )


class BreakoutsMixView(PlanVersions, TemplateView):
    """Whether a version's tables are a mix, and how much of the cohort people have met: counts only."""

    template_name = "sessions/breakouts_mix.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.chosen is None:
            raise Http404
        mix = mix_of_tables(self.chosen, met_before(self.live_session))
        parts = [
            ("met", _("Who has met what share of the cohort"), "", mix.met),
            ("kinds", _("By type of organization"), _("No organization"), mix.kinds),
            ("roles", _("By role in the cohort"), "", mix.roles),
        ]
        if self.viewer.has_perm("cohorts.manage_people", self.cohort):
            parts.append(("levels", _("By where people stand at work"), _("Not said"), mix.levels))
        return super().get_context_data(plan=self.chosen, mix=mix, parts=parts, **kwargs)


class BreakoutsCsvView(PlanVersions, View):
    """One round as Zoom takes it: two columns, the room and the address."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row, number = self.chosen, kwargs["round"]
        if row is None or not 1 <= number <= row.rounds:
            raise Http404
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        name = f"rooms-{self.live_session.slug}-round-{number}.csv"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        writer = csv.writer(answer)
        # Zoom's own words, in English whoever reads them.
        writer.writerow(["Pre-assign Room Name", "Email Address"])
        for room in rooms_of(row, number):
            writer.writerows((room["name"], email) for email in room["emails"])
        return answer


class BreakoutsDayView(SessionDeskPage, TemplateView):
    """Who is there, to plan the rounds still to come again."""

    template_name = "sessions/breakouts_day.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = in_force(self.live_session)
        return super().get_context_data(plan=row, people=who_is_there(self.live_session, row) if row else [], **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        there = {int(value) for value in request.POST.getlist("there") if value.isascii() and value.isdigit()}
        try:
            done = replan_rest(live_session=self.live_session, present=there, by=self.viewer, now=self.now)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        count = len(done.moved)
        self.say(
            ngettext("%(count)s person changes tables.", "%(count)s people change tables.", count) % {"count": count}
            if count
            else _("Nobody changes tables.")
        )
        return redirect("sessions:breakouts", self.cohort.slug, self.live_session.slug)


class MyTablesView(SessionPage, View):
    """One's own tables: a page to open from the card on the table, and what the session's page asks for again and again."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mine = my_tables(self.live_session, self.viewer, self.now)
        may_note = self.viewer.has_perm("cohorts.see_posts", self.cohort)
        context = self.get_context_data(mine=mine, may_note=may_note)
        if "known" not in request.GET:
            return render(request, "sessions/my_tables.html", context)
        if mine is None or request.GET["known"] == mine.mark:
            return HttpResponse(status=NOTHING_NEW)
        return render(request, "sessions/_my_tables_said.html", context)


def _wall_of(page: PlanPage) -> list[tuple[str, list[str]]]:
    """Everybody by name with their table in each round."""
    tables: dict[int, list[str]] = {}
    names: dict[int, str] = {}
    for one_round in page.rounds:
        for row in one_round.tables:
            for seat in row.seats:
                person = seat.seat.person
                names[person.pk] = person.display_name
                tables.setdefault(person.pk, [""] * len(page.rounds))[one_round.number - 1] = str(row.table)
    return [(names[pk], tables[pk]) for pk in sorted(names, key=lambda pk: (names[pk].casefold(), pk))]
