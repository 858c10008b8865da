from __future__ import annotations

from django.urls import include, path

from improvement.views.actions import ActionCreateView, ActionDoneView, ActionEditView, ActionListView
from improvement.views.harvest import HarvestChangeView, HarvestView, HarvestWallView, VoteOpenView

app_name = "improvement"

the_wall = [
    path("", HarvestWallView.as_view(), name="harvest_wall"),
    path("change/", HarvestChangeView.as_view(), name="harvest_change"),
    path("vote/", VoteOpenView.as_view(), name="vote_open"),
]

the_actions = [
    path("", ActionListView.as_view(), name="action_list"),
    path("new/", ActionCreateView.as_view(), name="action_create"),
    path("<int:action>/", ActionEditView.as_view(), name="action_edit"),
    path("<int:action>/done/", ActionDoneView.as_view(), name="action_done"),
]

urlpatterns = [
    path("cohorts/<slug:cohort>/manage/sessions/<slug:session>/harvest/", include(the_wall)),
    path("cohorts/<slug:cohort>/sessions/<slug:session>/harvest/", HarvestView.as_view(), name="harvest"),
    path("cohorts/<slug:cohort>/actions/", include(the_actions)),
]
