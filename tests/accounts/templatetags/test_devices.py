from __future__ import annotations

import pytest

from accounts.templatetags.devices import device_name

WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:146.0) Gecko/20100101 Firefox/146.0", "Firefox on Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0", "Edge on Windows"),
        (f"Mozilla/5.0 (Linux; Android 16; K) {WEBKIT} Chrome/143.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) {WEBKIT} Version/19.0 Safari/604.1",
            "Safari on iPhone",
        ),
        (f"Mozilla/5.0 (iPad; CPU OS 19_0 like Mac OS X) {WEBKIT} CriOS/143.0 Mobile Safari/604.1", "Chrome on iPad"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/19.0 Safari/605.1.15", "Safari on Mac"),
        (f"Mozilla/5.0 (X11; CrOS x86_64) {WEBKIT} Chrome/143.0 Safari/537.36", "Chrome on Chromebook"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "Linux"),
        ("Firefox/1.0", "Firefox"),
        ("curl/8.0", "A browser that doesn't say its name"),
        ("", "A browser that doesn't say its name"),
    ],
)
def test_device_name(user_agent, name):
    assert device_name(user_agent) == name
