from __future__ import annotations

import re

import pytest

from cohorts.enums import Accent, EnrollmentUnit, OrganizationType
from cop_portal.blueprints import vocabulary
from cop_portal.blueprints.document import Blueprint
from cop_portal.blueprints.keys import keys_of
from sessions.enums import AgendaKind, SessionFormat, SessionKind
from tests.cop_portal.blueprints.examples import GUIDE


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        (vocabulary.ACCENTS, Accent),
        (vocabulary.UNITS, EnrollmentUnit),
        (vocabulary.ORGANIZATION_TYPES, OrganizationType),
        (vocabulary.SESSION_KINDS, SessionKind),
        (vocabulary.SESSION_FORMATS, SessionFormat),
        (vocabulary.AGENDA_KINDS, AgendaKind),
    ],
)
def test_the_words_of_a_blueprint_are_those_that_are_stored(words, stored):
    assert list(words) == stored.values


@pytest.mark.parametrize(
    "words",
    [
        vocabulary.ACCENTS,
        vocabulary.UNITS,
        vocabulary.ORGANIZATION_TYPES,
        vocabulary.ROLES_WANTED,
        vocabulary.SESSION_KINDS,
        vocabulary.SESSION_FORMATS,
        vocabulary.AGENDA_KINDS,
        tuple(vocabulary.NTHS),
    ],
)
def test_every_word_stands_in_the_guide(words):
    assert [word for word in words if f"`{word}`" not in GUIDE] == []


def every_key(shape):
    for key in keys_of(shape):
        yield key.written
        if key.shape:
            yield from every_key(key.shape)


def test_every_key_stands_in_the_guide():
    quoted = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", GUIDE))))

    assert [key for key in every_key(Blueprint) if key not in quoted] == []
