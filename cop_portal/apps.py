"""The portal's own app: it has commands, no models."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.checks import Tags, register


class CopPortalConfig(AppConfig):
    name = "cop_portal"

    def ready(self) -> None:
        """Makes the tasks known (a web process, which rings for them by name, would otherwise never import them), and a check."""
        from cop_portal.celery import app
        from cop_portal.demo.guard import check_demo_people

        app.autodiscover_tasks(force=True)
        register(check_demo_people, Tags.database)


class PortalAdminConfig(AdminConfig):
    default_site = "cop_portal.admin_site.PortalAdminSite"
