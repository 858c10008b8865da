from __future__ import annotations

import copy
import pickle

import pytest

from sessions.zoom.credentials import Credentials
from sessions.zoom.secret import Secret


def test_it_is_shown_nowhere():
    secret = Secret("open sesame")
    shown = f"{secret} {secret!r} {secret:>30} {[secret]}" + "{:s} %s".format(secret) % secret  # noqa: UP032
    assert "sesame" not in shown
    assert secret.reveal() == "open sesame"


@pytest.mark.parametrize("write", [pickle.dumps, copy.deepcopy])
def test_it_is_written_nowhere(write):
    with pytest.raises(TypeError):
        write(Secret("open sesame"))


def test_equal_by_what_it_holds():
    assert Secret("a") == Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a"), Secret("ü")}) == 2
    assert not Secret("")


@pytest.mark.parametrize("missing", ["account_id", "client_id", "client_secret"])
def test_without_one_of_the_keys_there_is_no_zoom(missing):
    keys = {"account_id": "a", "client_id": "b", "client_secret": "c"}
    assert Credentials.of(**keys)
    assert not Credentials.of(**{**keys, missing: "  "})
