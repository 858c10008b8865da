"""The programs, for everybody: what each is, who can join, what happens when."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import DetailView, ListView

from cohorts.models import Cohort, Program
from cohorts.outline import outline_of


@method_decorator(login_not_required, name="dispatch")
class ProgramListView(ListView):
    template_name = "cohorts/program_list.html"
    context_object_name = "programs"
    extra_context = {"bar": "programs"}

    def get_queryset(self) -> QuerySet[Program]:
        return Program.objects.visible_to(self.request.user).order_by(Lower("short_title"))


@method_decorator(login_not_required, name="dispatch")
class ProgramDetailView(DetailView):
    """A program; one that isn't public doesn't exist for those who are in none of its cohorts."""

    template_name = "cohorts/program_detail.html"
    context_object_name = "program"
    slug_url_kwarg = "program"
    extra_context = {"bar": "programs"}

    def get_queryset(self) -> QuerySet[Program]:
        return Program.objects.visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = Cohort.objects.visible_to(self.request.user).filter(program=self.object)
        return super().get_context_data(
            takes_requests=Cohort.objects.taking_requests().filter(program=self.object).exists(),
            outline=outline_of(self.object.blueprint), cohorts=mine.order_by("-starts_on", "title"), now=timezone.now(),
            **kwargs,
        )  # fmt: skip
