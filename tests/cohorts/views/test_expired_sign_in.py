from __future__ import annotations

import pytest
from django.urls import reverse

from cohorts.models import Enrollment
from notifications.models import OutboxMail
from tests.expired_sign_in import comes_back, signed_in
from tests.permissions.matrix import MATRIX
from tests.permissions.world import make_world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("person_invite", {"email": "canary@example.org", "role": "coach", "new_organization": "Harbor"}),
        ("manage_person", {"role": "coach"}),
        ("person_withdraw", {"reason": "canary"}),
    ],
)
def test_what_was_typed_survives_an_expired_sign_in(cast, name, typed):
    args = [cast.cohort.slug] + ([] if name == "person_invite" else [cast.enrollment("participant").pk])
    before = list(Enrollment.objects.values())
    comes_back(signed_in(cast["coordinator"]), cast["coordinator"], reverse(f"cohorts:{name}", args=args), typed)
    assert list(Enrollment.objects.values()) == before
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize(
    ("role", "name", "typed"),
    [
        ("participant", "cohorts:group_propose", {"name": "canary", "purpose": "Words that took a while."}),
        ("participant", "cohorts:meeting_add", {"title": "canary", "place": "Room 4"}),
        ("coordinator", "cohorts:group_remove", {"reason": "canary"}),
        ("coordinator", "cohorts:request_decline", {"answer": "Words that took a while."}),
        ("coordinator", "cohorts:formation_open", {"leader_name_0": "canary", "new_organization_0": "Harbor"}),
        ("coordinator", "cohorts:settings", {"welcome": "Words that took a while."}),
        ("coordinator", "cohorts:settings_phases", {"phases-0-title": "canary", "holidays-0-name": "Harbor day"}),
        ("coordinator", "progress:rule", {"words": "Words that took a while."}),
    ],
)
def test_so_does_what_is_written_about_groups_requests_forms_and_settings(role, name, typed):
    world = make_world()
    address = reverse(name, kwargs=MATRIX[name].kwargs(world))
    outbox = OutboxMail.objects.count()
    comes_back(signed_in(world.cast[role]), world.cast[role], address, typed)
    assert OutboxMail.objects.count() == outbox
