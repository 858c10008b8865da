from __future__ import annotations

import pytest

from accounts.sealing import Unreadable, seal, unseal


def test_what_is_sealed_is_read_again_and_shows_nothing():
    sealed = seal("JBSWY3DPEHPK3PXP")
    assert unseal(sealed) == "JBSWY3DPEHPK3PXP"
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert seal("JBSWY3DPEHPK3PXP") != sealed


def test_another_secret_key_reads_nothing(settings):
    sealed = seal("word")
    settings.SECRET_KEY = "another-secret-" + "0123456789abcdef" * 4
    with pytest.raises(Unreadable):
        unseal(sealed)


def test_a_key_that_was_changed_goes_on_reading_as_a_fallback(settings):
    sealed = seal("word")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-" + "0123456789abcdef" * 4
    assert unseal(sealed) == "word"


@pytest.mark.parametrize("text", ["", "word", "gAAAA", "ü"])
def test_what_was_never_sealed_is_refused(text):
    with pytest.raises(Unreadable):
        unseal(text)
