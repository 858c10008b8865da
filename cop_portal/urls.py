"""Every address of the portal."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from accounts.urls import sign_in_patterns, signing_in_patterns
from cop_portal.health import healthz, readyz
from cop_portal.views.demo_mailbox import DemoMailboxView, DemoMailHtmlView, DemoMailView
from cop_portal.views.home import CohortHomeView, HomeView
from cop_portal.views.search import SearchView, SuggestionsView
from cop_portal.views.starting import StartCohortView

handler400 = "cop_portal.views.errors.bad_request"
handler500 = "cop_portal.views.errors.server_error"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", HomeView.as_view(), name="home"),
    path("search/", SearchView.as_view(), name="search"),
    path("search/suggestions/", SuggestionsView.as_view(), name="search_suggestions"),
    path("cohorts/<slug:cohort>/", CohortHomeView.as_view(), name="cohort_home"),
    path("programs/<slug:program>/start/", StartCohortView.as_view(), name="start_cohort"),
    path("", include("progress.urls")),
    path("", include("improvement.urls")),
    path("account/", include(sign_in_patterns)),
    path("me/signing-in/", include(signing_in_patterns)),
    path("", include("accounts.urls")),
    path("", include("notifications.urls")),
    path("", include("cohorts.urls")),
    path("", include("discussions.urls")),
    path("", include("sessions.urls")),
    path("demo/mailbox/", DemoMailboxView.as_view(), name="demo_mailbox"),
    path("demo/mailbox/<str:mail>/", DemoMailView.as_view(), name="demo_mail"),
    path("demo/mailbox/<str:mail>/html/", DemoMailHtmlView.as_view(), name="demo_mail_html"),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
