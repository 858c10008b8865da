from __future__ import annotations

import pytest


@pytest.mark.parametrize("address", ["/?from=%00", "/programs/?x=a%00b&y=1"])
def test_a_zero_byte_in_an_address_is_not_understood(client, db, address):
    answer = client.get(address)
    assert answer.status_code == 400
    assert "The portal could not read that request" in answer.content.decode()
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_nor_is_one_in_a_cookie(client, db):
    assert client.get("/", headers={"cookie": 'session="\\000aaaaaaaaaa"'}).status_code == 400
    assert client.get("/", headers={"cookie": 'session="aaaaaaaaaa"'}).status_code == 200
