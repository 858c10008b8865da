from __future__ import annotations

import pytest

from sessions.zoom.addresses import Addresses, UnusableAddress

LOCAL = "http://127.0.0.1:9100"


@pytest.mark.parametrize(
    ("setting", "url"),
    [
        ("https://zoom.us/oauth/token", "https://zoom.us/oauth/token"),
        ("https://zoom.us", "https://zoom.us/oauth/token"),
        ("https://zoom.us/oauth/", "https://zoom.us/oauth/token"),
        (f"{LOCAL}/oauth/token", f"{LOCAL}/oauth/token"),
        ("https://zoomgov.com/other/token", "https://zoomgov.com/other/token"),
    ],
)
def test_where_a_token_is_asked_for(setting, url):
    assert Addresses(oauth_url=setting).token_url == url


@pytest.mark.parametrize(
    "setting", ["https://api.zoom.us", "https://api.zoom.us/", "https://api.zoom.us/v2", "https://api.zoom.us/v2/"]
)
def test_the_version_stands_once(setting):
    assert Addresses(api_url=setting).api_base() == "https://api.zoom.us/v2"


@pytest.mark.parametrize(
    "url",
    [
        "http://zoom.us",
        "ftp://zoom.us",
        "zoom.us",
        "",
        "https://",
        "https://me:pw@zoom.us",
        "https://[",
        "https://zoom.us/?a=b",
        "https://zoom.us:x",
    ],
)
@pytest.mark.parametrize("name", ["oauth_url", "api_url"])
def test_no_key_goes_to_an_odd_address(name, url):
    with pytest.raises(UnusableAddress) as refused:
        Addresses(**{name: url})
    assert "pw" not in str(refused.value)


@pytest.mark.parametrize("url", [LOCAL, "http://localhost:8000", "http://[::1]:80"])
def test_a_stand_in_on_this_machine(url):
    addresses = Addresses(oauth_url=url, api_url=url)
    assert addresses.api_base(url) == f"{url}/v2"
    # What is tried out stays here, whatever the answer says.
    assert addresses.api_base("https://api.zoom.us") == f"{url}/v2"
    assert not addresses.may_ask("http://127.0.0.1:9101")


def test_a_second_port_can_be_listed():
    addresses = Addresses(oauth_url=LOCAL, api_url=LOCAL, listed=frozenset({"127.0.0.1:9101"}))
    assert addresses.api_base("http://127.0.0.1:9101/") == "http://127.0.0.1:9101/v2"
    assert addresses.api_base("http://127.0.0.1:9102/") == f"{LOCAL}/v2"
