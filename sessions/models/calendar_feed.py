"""The address by which a person's own calendar reads their sessions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.history import History
from sessions.querysets import CalendarFeedQuerySet


class CalendarFeed(models.Model):
    """A person's secret address, of which there is one at most; what it opens is asked of their enrollments at each request.

    The secret itself stands nowhere: `digest` is its hash, by which it is found, `sealed` is the secret encrypted under the
    portal's own key, so that its person can read it again. Made, renewed and closed by `sessions.operations.calendar_feeds`.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed", verbose_name=_("person")
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    sealed = models.TextField(editable=False)
    made_at = models.DateTimeField(_("address made"), editable=False)

    objects = CalendarFeedQuerySet.as_manager()
    history = History(app="live_sessions", excluded_fields=["digest", "sealed"])

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return str(self.person)
