from __future__ import annotations

import pytest

from common.old_text import read_old_text

NAMES = [
    "García", "Núñez", "José", "Raúl", "Muñoz", "Begoña", "Inés", "Peñalver", "Müller", "François", "Zoë", "Renée",
    "GARCÍA", "MUÑOZ", "María José Núñez", "Hélène Côté", "Beyoncé", "Kärnten", "Zoé", "Ana-Sofía", "Jesús", "Bjørn", "Gómez",
]  # fmt: skip
ONLY_IN_WINDOWS = ["O’Brien, José", "Ana’s iPhone – Núñez", "“Zoë” Müller", "D’Angelo’s iPad", "Smith–Jones, René"]


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_read_whatever_wrote_it(encoding, name):
    text = f"Name,Email\r\n{name},x@example.org\r\n"
    assert read_old_text(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
@pytest.mark.parametrize("text", ONLY_IN_WINDOWS)
def test_signs_of_a_word_processor_are_no_letters(encoding, text):
    assert read_old_text(text.encode(encoding)) == text


@pytest.mark.parametrize("text", ["", "Ana Torres", "él", "Ángel", "Dušan", "cœur", "¡Hola!", "5 €"])
def test_where_nothing_tells_it_is_windows(text):
    assert read_old_text(text.encode("cp1252")) == text


def test_many_names_tell_for_those_that_do_not():
    text = "Ángel Núñez\rÓscar Gómez\rElke Köhler\rIñaki Peña"
    assert read_old_text(text.encode("mac_roman")) == text
