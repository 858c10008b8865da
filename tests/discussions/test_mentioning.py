"""Whom an @ means, and what is drawn of it."""

from __future__ import annotations

import pytest

from common.markdown import render
from discussions.mentioning import MOST, Called, Mentions, Names, beginnings

ROSA = Called("Rosa Delgado", person=1, place="Harbor Health", is_listed=True)
TWIN = Called("Rosa Delgado", person=2, place="Bay Clinic", is_listed=True)
ALONE = Called("Rosa Delgado", person=3)
JOSE = Called("José Núñez-O’Hara", person=4, place="Bay Clinic", is_listed=True)
HIDDEN = Called("Mei Tan", person=5)
HERON, SECOND = Called("Heron", pseudonym=1, shown="Heron, resident"), Called("Heron 2", pseudonym=2)


def drawn(text, *everybody):
    mentions = Mentions(Names(everybody), directory="/people/")
    return str(render(text, marker=mentions)), list(mentions.found)


def found(text, *everybody):
    return drawn(text, *everybody)[1]


@pytest.mark.parametrize(
    "text",
    [
        "@Rosa Delgado", "Ask @rosa delgado.", "(@ROSA DELGADO)", "@Rosa Delgado’s street", "**@Rosa Delgado**",
        "- @Rosa Delgado", "@rosa.delgado.", "@RosaDelgado, yes", "@rosa_delgado", "@rosa-delgado",
        "@Rosa Delgado (Harbor Health)", "| a |\n| --- |\n| @Rosa Delgado |",
    ],
)  # fmt: skip
def test_names_and_handles_mean_somebody(text):
    assert found(text, ROSA, JOSE) == [ROSA]


@pytest.mark.parametrize(
    "text",
    [
        "Rosa Delgado", "@ Rosa Delgado", "@Rosa", "@Rosa Delgados", "@Delgado", "mail@Rosa Delgado", "x.@rosa.delgado",
        "https://example.org/@rosadelgado", "`@Rosa Delgado`", "    @Rosa Delgado", "[a @Rosa Delgado](/b)",
        "> @Rosa Delgado", "@rosa.delgado2", "@@rosa.delgado", "rosa@example.org", "@", "text @",
    ],
)  # fmt: skip
def test_everything_else_means_nobody(text):
    html, meant = drawn(text, ROSA)
    assert meant == []
    assert "mention" not in html


def test_accents_and_apostrophes_are_as_people_type_them():
    for typed in ("@Jose Nunez-O'Hara", "@josé núñez-o’hara", "@josenunezohara"):
        assert found(typed, JOSE) == [JOSE]


def test_what_is_drawn_is_what_was_typed():
    html, _ = drawn("@rosa delgado, @Heron and @jose.nunez.ohara <b>", ROSA, HERON, JOSE)
    assert html == (
        '<p><a class="mention" href="/people/?q=rosa+delgado" rel="nofollow noopener ugc">@rosa delgado</a>, '
        '<span class="mention">@Heron</span> and <span class="mention">@jose.nunez.ohara</span> &lt;b&gt;</p>\n'
    )


def test_who_is_not_in_the_directory_leads_nowhere():
    assert drawn("@Mei Tan", HIDDEN)[0] == '<p><span class="mention">@Mei Tan</span></p>\n'


def test_people_of_one_name_are_told_apart_by_where_they_are_from():
    names = Names([ROSA, TWIN])
    assert [names.written(one) for one in (ROSA, TWIN)] == [
        "@Rosa Delgado (Harbor Health)",
        "@Rosa Delgado (Bay Clinic)",
    ]
    assert found("@Rosa Delgado, @rosa.delgado", ROSA, TWIN) == []
    html, meant = drawn("@Rosa Delgado (bay clinic)!", ROSA, TWIN)
    assert meant == [TWIN]
    assert 'href="/people/?q=Rosa+Delgado"' in html


def test_who_comes_from_nowhere_has_the_bare_name():
    assert Names([ROSA, ALONE]).written(ALONE) == "@Rosa Delgado"
    assert found("@Rosa Delgado", ROSA, ALONE) == [ALONE]
    # Two of one name and place can't be told apart: both are meant.
    again = Called("Rosa Delgado", person=6, place="Harbor Health")
    assert found("@Rosa Delgado (Harbor Health)", ROSA, again) == [ROSA, again]


def test_a_pseudonym_keeps_its_name_whoever_is_called_so():
    somebody, placeless = Called("Heron", person=7, place="Bay Clinic"), Called("Heron", person=8)
    names = Names([HERON, somebody, placeless])
    assert [names.written(one) for one in (HERON, somebody, placeless)] == ["@Heron", "@Heron (Bay Clinic)", ""]
    assert found("@Heron", HERON, somebody, placeless) == [HERON]
    assert found("@Heron, resident; @Heron 2; @heron2", HERON, SECOND) == [HERON, SECOND]
    assert found("@Heron 2", HERON, SECOND) == [SECOND]
    assert found("@Heron 25", HERON, SECOND) == [HERON]


def test_one_text_means_so_many_and_each_once():
    everybody = [Called(f"Person {number:02}", person=number) for number in range(1, MOST + 6)]
    text = " ".join(f"@{one.name}, @{one.name};" for one in everybody)
    html, meant = drawn(text, *everybody)
    assert meant == everybody[:MOST]
    assert html.count("mention") == 2 * MOST


def test_beginnings_are_the_letters_that_have_to_be_looked_for():
    assert beginnings("@Rosa, @rene and @Élan, a@b.org @ x @@y") == ["r", "e", "@"]
    assert beginnings("nothing") == []


@pytest.mark.parametrize("name", ['"><script>x</script>', "[a](javascript:x)", "a*b_c", "<b>", "", " ", "@", "]("])
def test_no_name_becomes_markup(name):
    html, _ = drawn(f"@{name} and @{name}", Called(name, person=1, place=name, is_listed=True))
    assert "<script" not in html
    assert "<b>" not in html
    assert 'href="javascript' not in html


def test_a_long_text_of_ats_is_read_in_time():
    everybody = [Called(f"A{'b' * number}", person=number) for number in range(1, 500)]
    assert found("@a " * 6000 + "@abb", *everybody) == []
    assert found("@a " * 190 + "@abb", *everybody) == [everybody[1]]
