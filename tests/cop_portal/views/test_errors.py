from __future__ import annotations

import pytest


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "idna", "punycode", "base64"])
def test_a_form_in_no_charset_of_ours_gets_our_page(client, db, charset):
    content_type = f"application/x-www-form-urlencoded; charset={charset}"
    answer = client.generic("POST", "/account/login/", b"a=1", content_type)
    assert answer.status_code == 400
    assert "The portal could not read that request" in answer.content.decode()


def test_what_goes_wrong_gets_our_page_without_reading_the_request(client, db, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("cop_portal.views.home.HomeView.get", lambda *_args, **_kwargs: 1 / 0)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "<h1>" in answer.content.decode()
