"""Writing to those who haven't done their part, from the grid of who has answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cohorts.forms.letter import AMONG, LetterForm
from cohorts.models import Enrollment
from cohorts.operations.letters import Written, write_letter
from cohorts.views.letters import LetterWriteView
from progress.forms.part_letter import PartLetterForm
from progress.notices import MOST_IN_LETTER, PART_LETTER, sentence
from progress.queries import LearnerRow, ParticipationGrid, expectation_of, participation_grid
from sessions.models import LiveSession


class PartLetterView(LetterWriteView):
    """As any letter, to those who owe something: of `?session=…`, or of any. Each mail says what its reader still owes.

    Who owes what is the grid's word, in which posts without a name count; so nobody is written to for what they have done, and
    nothing stands here that the grid doesn't show.
    """

    template_name = "progress/part_letter.html"
    form_class: type[LetterForm] = PartLetterForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.live_session: LiveSession | None = None
        if asked := request.GET.get("session"):
            found = [live_session for live_session, _number in self.grid.owing if live_session.slug == asked]
            # A session of which nobody owes anything any more has nobody to write to.
            self.live_session = found[0] if found else self.session_called(asked)

    def session_called(self, slug: str) -> LiveSession:
        found = next((one for one in self.grid.live_sessions if one.slug == slug), None)
        if found is None:
            raise Http404
        return found

    @cached_property
    def grid(self) -> ParticipationGrid:
        return participation_grid(self.cohort, self.now)

    @cached_property
    def rows(self) -> dict[int, LearnerRow]:
        """Those who owe something, by enrollment; where no rule is, nothing is owed."""
        if expectation_of(self.cohort) is None:
            return {}
        return {row.enrollment.pk: row for row in self.grid.rows if row.enrollment.person.is_active and self.owed(row)}

    @property
    def back_url(self) -> str:
        return reverse("progress:participation", args=[self.cohort.slug])

    def owed(self, row: LearnerRow) -> list[str]:
        """What a person owes, in words, the latest session first, as their mail says it."""
        parts = [part for part in row.owed[::-1] if self.live_session in {None, part.live_session}]
        return [sentence(part) for part in parts[:MOST_IN_LETTER]]

    @cached_property
    def people(self) -> Sequence[Enrollment]:
        among = self.asked(AMONG, "to").split(",")
        ids = {int(number) for number in among if number.isdecimal() and len(number) < 19}
        return [row.enrollment for pk, row in self.rows.items() if not ids or pk in ids]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"owed": {pk: self.owed(row) for pk, row in self.rows.items()}}

    def get_initial(self) -> dict[str, Any]:
        subject = _("What is still yours in %(cohort)s") % {"cohort": self.cohort.title}
        if self.live_session:
            subject = _("Still yours from “%(title)s”") % {"title": self.live_session.title}
        text = _("Your voice is missing so far. If something keeps you from taking part, please write to me.")
        return super().get_initial() | {"subject": subject[:120], "text": text}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        letters = [(enrollment, self.owed(self.rows[enrollment.pk])) for enrollment in kwargs.get("chosen", [])]
        context = super().get_context_data(letters=letters, live_session=self.live_session, **kwargs)
        # As people read it; the header's own way of writing is the mail's.
        return context | {"sender": f"{self.viewer.display_name} · {settings.PORTAL_NAME}"}

    def write(self, *, to: Sequence[int], subject: str, text: str) -> Written:
        words = {"subject": subject, "text": text}
        params = {"session": self.live_session.pk} if self.live_session else {}
        return write_letter(
            cohort=self.cohort, to=to, **words, by=self.viewer, now=self.now, kind=PART_LETTER, params=params
        )
