from __future__ import annotations

from dataclasses import replace

import pytest

from notifications import matters
from notifications.enums import Channel
from notifications.matters import UnknownMatter, all_matters, matter_named

# Every matter of the portal, in the order of the page of choices, and how people are told who say nothing.
DEFAULTS = {
    "improvement.action_due": "mail",
    "live_sessions.soon": "mail",
    "live_sessions.owed": "mail",
    "live_sessions.changed": "mail",
    "live_sessions.scheduled": "digest",
    "live_sessions.prompts": "digest",
    "live_sessions.recording": "digest",
    "live_sessions.materials": "digest",
    "live_sessions.own_need": "mail",
    "live_sessions.needs": "mail",
    "discussions.reply": "mail",
    "discussions.mention": "mail",
    "discussions.watched": "digest",
    "cohorts.formation": "mail",
    "cohorts.invited": "mail",
    "cohorts.queue": "mail",
}


def test_the_matters_of_the_portal_and_their_defaults():
    assert {matter.name: str(matter.default) for matter in all_matters()} == DEFAULTS
    assert [matter.name for matter in all_matters()] == list(DEFAULTS)


def test_each_is_explained_with_an_example_and_fits_its_column():
    for matter in all_matters():
        assert all([matter.title, matter.explained, matter.example])
        assert len(matter.name) <= 60


def test_a_name_is_one_matters(sample_matter):
    matters.register(sample_matter)
    with pytest.raises(ValueError, match=r"There is a matter tests\.matter already\."):
        matters.register(replace(sample_matter, default=Channel.NONE))
    with pytest.raises(UnknownMatter):
        matter_named("tests.other")
