from __future__ import annotations

import pytest

from common.one_line import one_line
from tests.factories.accounts import UserFactory


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Sofia\r\nBcc: evil@x.y\r\n\r\nReset here", "Sofia Bcc: evil@x.y Reset here"),
        ("  Ana\u2028Maria \u00a0 Reyes\x85", "Ana Maria Reyes"),
        ("evil\u202egpj.exe\u2066\x00\x1b[1m", "evilgpj.exe[1m"),
        ("\ufeff\u200bAmina", "Amina"),
        ("Jose\u0301", "José"),
        # Joiners belong to the letters.
        ("علی\u200cرضا 👩\u200d⚕️", "علی\u200cرضا 👩\u200d⚕️"),
        ("\n \t", ""),
    ],
)
def test_what_is_kept_is_one_line_of_visible_words(written, kept):
    assert one_line(written) == kept


@pytest.mark.django_db
def test_a_column_of_words_keeps_one_line_by_whichever_way_it_came():
    person = UserFactory(name="Sofia\r\nReyes")
    person.refresh_from_db()
    assert person.name == "Sofia Reyes"
    type(person).objects.filter(pk=person.pk).update(name="Ana\nReyes")
    person.refresh_from_db()
    assert person.name == "Ana Reyes"
    assert person._meta.get_field("title").clean("Nurse\u2028lead", person) == "Nurse lead"
    assert person.history.first().name == "Sofia Reyes"
