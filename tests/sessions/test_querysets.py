"""What belongs to a recording is seen by whoever sees the recording, and by nobody else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from sessions.models import Recording, RecordingFile, Resource, TranscriptCue
from tests.cast import ROLES
from tests.factories.sessions import RecordingFactory, RecordingFileFactory, ResourceFactory, TranscriptCueFactory

pytestmark = pytest.mark.django_db
INSIDE = {"participant", "team_lead", "facilitator", "coach", "coordinator", "observer", "site_admin"}
DESK = {"facilitator", "coordinator", "site_admin"}


def seen_by(cast, model, row):
    viewers = {"anonymous": AnonymousUser(), **{role: cast[role] for role in ROLES[1:]}}
    return {role for role, viewer in viewers.items() if model.objects.visible_to(viewer).filter(pk=row.pk).exists()}


@pytest.mark.parametrize("is_published", [True, False])
def test_recordings_files_and_lines_agree(cast, is_published):
    recording = RecordingFactory(live_session__cohort=cast.cohort)
    if not is_published:
        Recording.objects.update(published_at=None)
    expected = INSIDE if is_published else DESK
    assert seen_by(cast, Recording, recording) == expected
    assert seen_by(cast, RecordingFile, RecordingFileFactory(recording=recording)) == expected
    assert seen_by(cast, TranscriptCue, TranscriptCueFactory(recording=recording)) == expected


def test_a_cohorts_resource_and_a_programs(cast):
    assert seen_by(cast, Resource, ResourceFactory(cohort=cast.cohort)) == INSIDE
    shared = ResourceFactory(cohort=None, program=cast.cohort.program)
    assert seen_by(cast, Resource, shared) == INSIDE | {"neighbor"}
