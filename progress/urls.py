from __future__ import annotations

from django.urls import path

from progress.views.part_letters import PartLetterView
from progress.views.participation import ParticipationView
from progress.views.rule import RuleView
from progress.views.voices import VoicesView

app_name = "progress"
urlpatterns = [
    path("cohorts/<slug:cohort>/manage/participation/", ParticipationView.as_view(), name="participation"),
    path("cohorts/<slug:cohort>/manage/participation/write/", PartLetterView.as_view(), name="part_letter"),
    path("cohorts/<slug:cohort>/manage/voices/", VoicesView.as_view(), name="voices"),
    path("cohorts/<slug:cohort>/manage/settings/rule/", RuleView.as_view(), name="rule"),
]
