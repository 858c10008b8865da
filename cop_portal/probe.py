"""Asks a running portal whether it is ready: `python -m cop_portal.probe` ends with 0 when it is, 1 when not.

Used by the container's health check and by `run_portal`. It speaks plain HTTP to this machine, as a proxy would.
"""

from __future__ import annotations

import http.client
import os
import sys

# Who listens on all addresses is asked on this machine's own; nothing listens here.
OWN_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # nosec B104


def is_ready(port: int, *, host_name: str, bind: str = "127.0.0.1", path: str = "/readyz", seconds: float = 5) -> bool:
    """Whether the portal that listens on `bind` and `port` answers `path` with 200. `host_name` is one it knows as its own."""
    link = http.client.HTTPConnection(OWN_ADDRESS.get(bind, bind), port, timeout=seconds)
    try:
        link.request("GET", path, headers={"Host": host_name})
        return link.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def main() -> int:
    """The exit code for a health check. Reads PORT, BIND and ALLOWED_HOSTS as the settings do."""
    host_name = (os.environ.get("ALLOWED_HOSTS") or "localhost").split(",")[0].strip().lstrip(".")
    bind = os.environ.get("BIND") or "127.0.0.1"
    return 0 if is_ready(int(os.environ.get("PORT") or 8000), host_name=host_name, bind=bind) else 1


if __name__ == "__main__":
    sys.exit(main())
