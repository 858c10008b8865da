from __future__ import annotations

import pytest

from improvement.models import Rubric, RubricLevel
from improvement.operations.rubrics import UnableToSetRubric, set_rubric
from tests.factories.cohorts import ProgramFactory

DATA = {
    "title": "Sample rubric",
    "note": "The portal's own.",
    "levels": ["Starting", "Growing"],
    "domains": [
        {"slug": "voice", "title": "Community voice", "summary": "Who is heard.", "descriptors": ["Few.", "Many."]},
        {"slug": "data", "title": "Data", "descriptors": ["None.", "Some."]},
    ],
}


def stored(program):
    rubric = Rubric.objects.get(program=program)
    return (
        rubric.title,
        rubric.note,
        [
            (d.slug, d.title, d.summary, list(d.levels.order_by("number").values_list("number", "title", "descriptor")))
            for d in rubric.domains.order_by("position")
        ],
    )


@pytest.fixture
def program(db):
    return ProgramFactory()


def test_a_program_gets_its_rubric(program):
    assert set_rubric(program=program, data=DATA) is True
    assert stored(program) == (
        "Sample rubric",
        "The portal's own.",
        [
            ("voice", "Community voice", "Who is heard.", [(1, "Starting", "Few."), (2, "Growing", "Many.")]),
            ("data", "Data", "", [(1, "Starting", "None."), (2, "Growing", "Some.")]),
        ],
    )


def test_the_second_time_changes_nothing(program):
    set_rubric(program=program, data=DATA)
    ids = list(RubricLevel.objects.values_list("pk", flat=True))
    assert set_rubric(program=program, data=DATA) is False
    assert list(RubricLevel.objects.values_list("pk", flat=True)) == ids


def test_what_stays_keeps_its_rows_and_what_is_gone_goes(program):
    set_rubric(program=program, data=DATA)
    kept = RubricLevel.objects.get(domain__slug="data", number=1).pk
    changed = {
        **DATA,
        "levels": ["Starting"],
        "domains": [{"slug": "data", "title": "Data and stories", "descriptors": ["None yet."]}],
    }
    assert set_rubric(program=program, data=changed) is True
    assert stored(program)[2] == [("data", "Data and stories", "", [(1, "Starting", "None yet.")])]
    assert RubricLevel.objects.get().pk == kept


def test_another_program_keeps_its_own(program):
    other = ProgramFactory()
    set_rubric(program=program, data=DATA)
    set_rubric(program=other, data={**DATA, "title": "Theirs"})
    assert [stored(p)[0] for p in (program, other)] == ["Sample rubric", "Theirs"]


@pytest.mark.parametrize(
    ("domains", "sentence"),
    [
        (
            [{"slug": "voice", "title": "Community voice", "descriptors": ["Few."]}],
            "“Community voice” has 1 descriptors for 2 levels.",
        ),
        ([DATA["domains"][0]] * 2, "Two domains of the rubric have the same short name."),
    ],
)
def test_a_rubric_that_does_not_fit_is_refused(program, domains, sentence):
    with pytest.raises(UnableToSetRubric) as refusal:
        set_rubric(program=program, data={**DATA, "domains": domains})
    assert str(refusal.value) == sentence
    assert not Rubric.objects.exists()
