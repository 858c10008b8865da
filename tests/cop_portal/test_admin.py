"""The administration as a whole: every model of ours stands in it, every page of it answers, and names are text there."""

from __future__ import annotations

import factory
import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from accounts.models import RecoveryCode, User
from cohorts.models import ProposedMember, Pseudonym, TeamFormation
from common.fields import OneLineField
from improvement.models import Vote
from sessions.models import (
    AccommodationMessage,
    AccommodationRequest,
    AgendaItem,
    CalendarFeed,
    Chapter,
    LiveSession,
    Recording,
    Reflection,
    Resource,
    ResourceTopic,
    TableNote,
    ZoomMeeting,
    ZoomRegistrant,
)
from tests.factories import (
    accounts,
    breakouts,
    cohorts,
    discussions,
    improvement,
    notifications,
    progress,
    sessions,
    zoom_inquiries,
)
from tests.factories.accounts import SiteAdminFactory

OURS = {"accounts", "cohorts", "discussions", "improvement", "live_sessions", "notifications", "progress"}
FACTORIES = {
    made._meta.model: made
    for module in (
        *(accounts, breakouts, cohorts, discussions, improvement, notifications, progress, zoom_inquiries),
        sessions,
    )
    for made in vars(module).values()
    if isinstance(made, type)
    and issubclass(made, factory.django.DjangoModelFactory)
    and made._meta.model is not None
    and made is not SiteAdminFactory
    and made.__module__ == module.__name__
}
# What has no list of its own, and where it is edited.
PARTS = {
    RecoveryCode: User,
    ProposedMember: TeamFormation,
    AccommodationMessage: AccommodationRequest,
    AgendaItem: LiveSession,
    Chapter: Recording,
    ResourceTopic: Resource,
}
ATTRIBUTES = {
    User: "person",
    LiveSession: "live_session",
    TeamFormation: "formation",
    AccommodationRequest: "request",
    Recording: "recording",
    Resource: "resource",
}
HOSTILE = "<script>hostile()</script>"


def our_models():
    """All but the kept histories, which are read on the pages of what they tell of."""
    found = [model for model in apps.get_models() if model._meta.app_label in OURS]
    return sorted((m for m in found if not m.__name__.startswith("Historical")), key=lambda m: m._meta.label)


REGISTERED = [model for model in our_models() if model in admin.site._registry]
each_model = pytest.mark.parametrize("model", REGISTERED, ids=[model._meta.label for model in REGISTERED])


@pytest.fixture
def desk(client, db):
    client.force_login(SiteAdminFactory())
    return client


def url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def make_hostile(row):
    """Gives every free text of a row, and of the rows it belongs to, a name that is markup."""
    said = {}
    for field in row._meta.concrete_fields:
        if field.is_relation and getattr(row, field.name) is not None:
            make_hostile(getattr(row, field.name))
        is_text = type(field) in {models.CharField, OneLineField, models.TextField}
        if is_text and field.editable and not field.choices and not field.unique and field.name not in NOT_FREE:
            said[field.name] = HOSTILE[: field.max_length]
    type(row)._base_manager.filter(pk=row.pk).update(**said)


# Words of ours, paths and zones: what they hold was chosen from a list or made by the portal.
NOT_FREE = {"time_zone", "kind", "path", "password", "file"}


def test_every_model_of_ours_stands_in_the_administration():
    assert [model for model in our_models() if model not in admin.site._registry] == list(PARTS)


@pytest.mark.parametrize(("part", "whole"), PARTS.items())
def test_a_part_is_edited_on_the_page_of_its_whole(desk, part, whole):
    row = FACTORIES[part]()
    page = desk.get(url(whole, "change", getattr(row, ATTRIBUTES[whole]).pk))
    assert row in [form.original for rows in page.context["inline_admin_formsets"] for form in rows if form.original]


@each_model
def test_every_list_can_be_searched_and_filtered(model):
    registered = admin.site._registry[model]
    assert registered.search_fields
    assert registered.list_filter


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (Reflection, "body__icontains"),
        (Reflection, "shared_html__regex"),
        (LiveSession, "join_url__startswith"),
        (ZoomMeeting, "join_url__startswith"),
        (ZoomRegistrant, "join_url__startswith"),
        (User, "password__startswith"),
        (CalendarFeed, "digest__startswith"),
        (Pseudonym, "person_id"),
        (TableNote, "author_id"),
        (TableNote, "body__icontains"),
        (Vote, "person_id"),
        (Vote, "dots"),
    ],
)
def test_a_list_is_filtered_by_what_it_offers_only(desk, model, column):
    """Whether there are rows would tell, letter by letter, what stands on no page."""
    assert desk.get(url(model, "changelist"), {column: "a"}).status_code == 400


@each_model
def test_every_filter_a_list_offers_works(desk, model):
    FACTORIES[model]()
    found = desk.get(url(model, "changelist")).context["cl"]
    links = [choice["query_string"] for spec in found.filter_specs for choice in spec.choices(found)]
    assert {link: desk.get(url(model, "changelist") + link).status_code for link in links} == dict.fromkeys(links, 200)


@each_model
def test_every_page_answers_and_names_are_text(desk, model):
    row = FACTORIES[model]()
    make_hostile(row)
    registered = admin.site._registry[model]
    request = desk.get(url(model, "changelist")).wsgi_request
    pages = [url(model, "changelist"), url(model, "changelist") + "?q=hostile", url(model, "history", row.pk)]
    pages += [url(model, "add")] if registered.has_add_permission(request) else []
    pages += [url(model, "change", row.pk)]
    pages += [url(model, "delete", row.pk)] if registered.has_delete_permission(request, row) else []
    for page in pages:
        answer = desk.get(page)
        assert (page, answer.status_code) == (page, 200)
        assert HOSTILE not in answer.content.decode()
    assert escape(HOSTILE) in desk.get(url(model, "change", row.pk)).content.decode()


@each_model
def test_a_list_takes_the_same_queries_for_one_row_and_for_three(desk, model):
    # The first page of a visit notes its beginning.
    desk.get(reverse("admin:index"))
    counts = []
    for more in (1, 2):
        FACTORIES[model].create_batch(more)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desk.get(url(model, "changelist")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
