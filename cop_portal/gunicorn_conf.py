"""How gunicorn serves the portal, in `make run` and in the container alike: `gunicorn -c python:cop_portal.gunicorn_conf`.

Names are gunicorn's own. The settings are read here, before anything is served: a wrong one ends the start with its sentence.
"""

from __future__ import annotations

import sys
from pathlib import Path

from cop_portal.environment import WrongValue

try:
    from cop_portal import settings
except WrongValue as refusal:
    # gunicorn would show a traceback for any other exception.
    sys.exit(str(refusal))

wsgi_app = "cop_portal.wsgi:application"

# BIND is 127.0.0.1 unless a proxy on another machine, or outside the container, has to reach it.
bind = f"{f'[{settings.BIND}]' if ':' in settings.BIND else settings.BIND}:{settings.PORT}"

# Processes for the cores, threads for the waiting: pages wait for the database more than they compute.
workers = settings.WEB_CONCURRENCY
worker_class = "gthread"
threads = 4

# A page that takes a minute is broken; its process is replaced.
timeout = 60
# On stopping, pages being made may be finished.
graceful_timeout = 15

# A process is replaced now and then, each at another time, so that a leak in any library stays small.
max_requests = 5_000
max_requests_jitter = 500

# Workers show that they live by touching a file; on a slow disk that would stop them, so it lies in memory.
# A place of the system, in which gunicorn makes a folder of its own.
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  # nosec B108
worker_tmp_dir = str(SHARED_MEMORY) if SHARED_MEMORY.is_dir() else None

# No list of who asked for what: addresses hold secrets (calendar feeds, invitations). The proxy in front may keep one.
accesslog = None

# Nobody talks to it while it runs.
control_socket_disable = True
