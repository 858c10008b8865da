"""The composition root: settings, addresses, Celery, home, blueprints, demo, health. Nobody imports it."""

from cop_portal.celery import app as celery_app

__all__ = ["celery_app"]
