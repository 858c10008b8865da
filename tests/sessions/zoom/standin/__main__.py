"""Runs until Ctrl-C and says which settings make the portal use it. `--faults` makes it fail, now and then."""

from __future__ import annotations

import argparse
import random
import sys

from tests.sessions.zoom.standin.account import ACCOUNT, CLIENT, HOST, SECRET, StandIn
from tests.sessions.zoom.standin.doors import server_for
from tests.sessions.zoom.standin.faults import Fault


def main():
    parser = argparse.ArgumentParser(description="A stand-in for Zoom on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=9100)
    parser.add_argument("--faults", type=int, default=0, help="how many of the next hundred requests fail")
    chosen = parser.parse_args()
    standin = StandIn()
    if chosen.faults:
        bad = [fault for fault in Fault if fault is not Fault.NONE]
        standin.faults.extend(
            random.choice(bad) if random.randrange(100) < chosen.faults else Fault.NONE for _ in range(100)
        )
    server = server_for(standin, chosen.port)
    address = f"http://127.0.0.1:{server.server_port}"
    standin.api_url = standin.web_url = address
    settings = {
        "ZOOM_ACCOUNT_ID": ACCOUNT,
        "ZOOM_CLIENT_ID": CLIENT,
        "ZOOM_CLIENT_SECRET": SECRET,
        "ZOOM_HOST": HOST,
        "ZOOM_WEBHOOK_SECRET": "secret-of-the-webhook",
        "ZOOM_OAUTH_URL": f"{address}/oauth/token",
        "ZOOM_API_URL": address,
    }
    sys.stdout.write("".join(f"export {name}={value}\n" for name, value in settings.items()))
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
