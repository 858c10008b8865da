"""Who accompanies which team."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.coaching_queries import CoachDesk
from cohorts.models import Enrollment, Team
from common.forms import PortalFormMixin


class CoachesForm(PortalFormMixin, forms.Form):
    """A choice for each team."""

    submit_label = gettext_lazy("Save the coaches")

    def __init__(self, *args: Any, desk: CoachDesk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        self.by_person = {enrollment.person_id: enrollment for enrollment in desk.coaches}
        for team in desk.teams:
            offered = [("", _("No coach")), *((str(e.pk), e.person.display_name) for e in desk.coaches)]
            own = self.by_person.get(team.coach_id or 0)
            if team.coach is not None and own is None:
                # Named before, and not one of the cohort's coaches now: leaving it so is no mistake.
                offered.append(("stays", _("%(name)s (not a coach here now)") % {"name": team.coach.display_name}))
            standing = str(own.pk) if own else "stays" if team.coach_id else ""
            self.fields[f"team-{team.pk}"] = forms.ChoiceField(
                label=team.name,
                choices=offered,
                required=False,
                initial=standing,
                # A field's help is drawn as markup.
                help_text=escape(team.organization.name),
            )

    @property
    def changed(self) -> list[tuple[Team, Enrollment | None]]:
        """The teams of which something else is said than stands."""
        by_key = {str(enrollment.pk): enrollment for enrollment in self.desk.coaches}
        said = [(team, self.cleaned_data[f"team-{team.pk}"]) for team in self.desk.teams]
        chosen = [(team, by_key.get(key)) for team, key in said if key != "stays"]
        return [(team, coach) for team, coach in chosen if team.coach_id != (coach.person_id if coach else None)]
