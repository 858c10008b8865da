"""The agenda editor."""

from __future__ import annotations

from typing import Any

from django.core.validators import slug_re
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from common.errors import DomainError
from common.kept_forms import KeepsForm
from sessions.forms.agenda import MORE_ROWS, ROWS, AgendaFormSet
from sessions.models import LiveSession
from sessions.operations.agenda import set_agenda
from sessions.views.pages import SessionDeskPage
from sessions.world_cafe import agenda_within, rounds_within

# What makes a row more than an empty one.
TYPED = ("title", "presenters", "minutes")
# The button that begins with the blocks of a World Café.
CAFE = "cafe"


class AgendaEditView(KeepsForm, SessionDeskPage, TemplateView):
    """Rows to write in; more rows and saving are posts of the same form."""

    template_name = "sessions/agenda_form.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.kept is not None:
            typed: Any = AgendaFormSet(self.kept, prefix=ROWS)
            return self._show(typed, planned=typed.planned)
        source = self._source(request.GET.get("from", "")) or self.live_session
        initial = _blocks_of(source, with_presenters=source == self.live_session)
        rows: Any = AgendaFormSet(initial=initial, prefix=ROWS)
        return self._show(rows, planned=sum(block["minutes"] for block in initial))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        step, source = request.POST.get("step", ""), self._source(request.POST.get("from", ""))
        begins = step == CAFE or source is not None
        blocks = _blocks_of(source) if source else agenda_within(self.live_session.minutes)
        data = _with_blocks(request.POST, blocks) if begins else request.POST
        rows: Any = AgendaFormSet(_with_more_rows(data) if step == "more" else data, prefix=ROWS)
        if step == "more" or begins or not rows.is_valid():
            return self._show(rows, planned=rows.planned)
        try:
            set_agenda(live_session=self.live_session, items=rows.blocks, by=self.viewer, now=self.now)
        except DomainError as error:
            return self._show(rows, planned=rows.planned, refusal=str(error))
        self.say(_("The agenda is saved."))
        return redirect(f"{self.live_session.get_absolute_url()}#agenda")

    def _source(self, slug: str) -> LiveSession | None:
        """Another session of the cohort whose agenda is to begin with."""
        if not slug_re.fullmatch(slug):
            return None
        return LiveSession.objects.visible_to(self.viewer).filter(cohort=self.cohort, slug=slug).first()

    def _show(self, rows: Any, *, planned: int, refusal: str = "") -> HttpResponse:
        others = (
            LiveSession.objects.visible_to(self.viewer)
            .filter(cohort=self.cohort, agenda_items__isnull=False)
            .exclude(pk=self.live_session.pk)
            .distinct()
            .order_by("starts_at", "pk")
        )
        context = self.get_context_data(
            rows=rows, planned=planned, missing=self.live_session.minutes - planned, refusal=refusal, others=others,
            fits_cafe=rounds_within(self.live_session.minutes) is not None,
        )  # fmt: skip
        return self.render_to_response(context)


def _blocks_of(live_session: LiveSession, *, with_presenters: bool = False) -> list[dict[str, Any]]:
    """Its agenda, as rows begin; for another session without the presenters, who are another matter each time."""
    return [
        {
            "title": item.title,
            "kind": item.kind,
            "presenters": item.presenters if with_presenters else "",
            "minutes": item.minutes,
        }
        for item in live_session.agenda_items.order_by("position", "pk")
    ]


def _rows_in(posted: QueryDict) -> int:
    total = posted.get(f"{ROWS}-TOTAL_FORMS", "")
    return int(total) if total.isdecimal() and len(total) < 4 else 0


def _with_blocks(posted: QueryDict, blocks: list[dict[str, Any]]) -> QueryDict:
    """What was typed, and these blocks after it, in place of the rows left empty."""
    data, total = posted.copy(), _rows_in(posted)
    typed = [place for place in range(total) if any(posted.get(f"{ROWS}-{place}-{name}") for name in TYPED)]
    first = max(typed, default=-1) + 1
    for place, block in enumerate(blocks, start=first):
        for name, value in block.items():
            data[f"{ROWS}-{place}-{name}"] = str(value)
    data[f"{ROWS}-TOTAL_FORMS"] = str(max(total, first + len(blocks)))
    return data


def _with_more_rows(posted: QueryDict) -> QueryDict:
    data = posted.copy()
    data[f"{ROWS}-TOTAL_FORMS"] = str(_rows_in(posted) + MORE_ROWS)
    return data
