"""The WSGI application that gunicorn serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cop_portal.settings")

application = get_wsgi_application()

# Models can be imported only once Django is set up, which the line above does.
from cop_portal.demo.guard import refuse_demo_people  # noqa: E402

refuse_demo_people()
