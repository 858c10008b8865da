"""The portal's addresses, and the control's."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from cop_portal.urls import handler400, handler500
from cop_portal.urls import urlpatterns as of_the_portal
from discussions.models import Post

__all__ = ["handler400", "handler500", "urlpatterns"]


def control(request: HttpRequest, thread: int) -> HttpResponse:
    """The least a page of twenty posts can be: one query on an index, a template without tags of its own, signed in."""
    posts = Post.objects.filter(thread_id=thread, number__gte=1).select_related("author").order_by("number")[:20]
    return render(request, "benchmarks/control.html", {"posts": posts})


urlpatterns = [path("control/<int:thread>/", control), *of_the_portal]
