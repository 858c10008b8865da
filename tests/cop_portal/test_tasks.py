from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from cop_portal.tasks import clear_expired_sign_ins


@pytest.mark.django_db
def test_clear_expired_sign_ins_removes_the_expired_and_keeps_the_others():
    now = timezone.now()
    Session.objects.create(session_key="gone", session_data="", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="here", session_data="", expire_date=now + timedelta(days=1))

    clear_expired_sign_ins()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["here"]
