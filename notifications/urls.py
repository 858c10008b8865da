"""The addresses of what people are told, and of how."""

from __future__ import annotations

from django.urls import path

from notifications.views.inbox import NoticeListView, NoticeOpenView
from notifications.views.preferences import PreferencesView
from notifications.views.unsubscribe import UnsubscribeView

app_name = "notifications"
urlpatterns = [
    path("notifications/", NoticeListView.as_view(), name="notice_list"),
    path("notifications/<int:notice>/", NoticeOpenView.as_view(), name="notice_open"),
    path("me/notifications/", PreferencesView.as_view(), name="preferences"),
    path("unsubscribe/<str:token>/", UnsubscribeView.as_view(), name="unsubscribe"),
]
