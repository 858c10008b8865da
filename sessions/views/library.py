"""A cohort's library: what everybody finds there, and the desk of those who choose resources."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from common.uploads import send_download
from sessions.forms.confirm import ConfirmForm
from sessions.forms.library import LibraryForm, ResourceForm
from sessions.models import Resource
from sessions.operations.resources import add_resource, edit_resource, remove_resource
from sessions.queries.library import library
from sessions.views.pages import DeskMixin, SchedulePage, WorkForm

logger = logging.getLogger(__name__)
FOR_PROGRAM = gettext_lazy("This stands in the library of every cohort of the program; its coordinators change it.")
LAST_PAGE = 10_000


class LibraryPage(SchedulePage):
    """A page of the library."""

    tab = "library"

    @property
    def may_share(self) -> bool:
        """Whether the viewer may put something into every cohort's library."""
        return self.viewer.has_perm("live_sessions.keep_program_resources", self.cohort.program)

    @property
    def library_url(self) -> str:
        return reverse("sessions:library", args=[self.cohort.slug])


class LibraryView(LibraryPage, TemplateView):
    """Recordings, materials and resources, searched and filtered."""

    template_name = "sessions/library.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = LibraryForm(self.request.GET)
        asked = self.request.GET.get("page", "")
        page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
        found = library(self.cohort, self.viewer, form.search, min(page, LAST_PAGE))
        form.offer_topics(found.topics)
        urls = {
            "previous": self.page_url(form, found.page - 1) if found.page > 1 else "",
            "next": self.page_url(form, found.page + 1) if found.page < found.pages else "",
        }
        context = super().get_context_data(library=found, form=form, search=form.search, page_urls=urls, **kwargs)
        return context | {"may_share": context["may_run"] and self.may_share}

    def page_url(self, form: LibraryForm, page: int) -> str:
        """The same search, on another page."""
        asked = {"q": form.search.words, "kind": form.search.kind, "topic": form.search.topic, "page": page}
        return f"{self.library_url}?{urlencode({name: value for name, value in asked.items() if value})}"


class ResourceDownloadView(LibraryPage):
    """The file of a resource, asked for its rights at every request."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        resources = Resource.objects.visible_to(self.viewer).of_cohort(self.cohort).exclude(file="")
        resource = get_object_or_404(resources, pk=kwargs["resource"])
        try:
            return send_download(resource.file, name=resource.file_name or resource.title)
        except FileNotFoundError as error:
            logger.error("The file of resource %s is not in the storage.", resource.pk)  # noqa: TRY400 - says it all
            raise Http404 from error


class ResourceDesk(DeskMixin, LibraryPage, WorkForm):
    """A form about a resource, for those who run the cohort's sessions."""

    tab = "library"

    def back_url(self) -> str:
        return self.library_url

    def entered(self, form: ResourceForm) -> dict[str, Any]:
        """What was entered, as the operations call it."""
        return {"upload" if name == "file" else name: value for name, value in form.cleaned_data.items()}


class OneResource(ResourceDesk):
    """About one that is there; what every cohort has, only the program's coordinators change."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        resources = Resource.objects.visible_to(self.viewer).of_cohort(self.cohort)
        self.resource = get_object_or_404(resources, pk=kwargs["resource"])
        if self.resource.is_for_program and not self.may_share:
            raise PermissionDenied(FOR_PROGRAM)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"resource": self.resource}


class ResourceCreateView(ResourceDesk):
    template_name = "sessions/resource_form.html"
    form_class = ResourceForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"may_share": self.may_share}

    def work(self, form: ResourceForm) -> HttpResponse:
        resource = add_resource(cohort=self.cohort, by=self.viewer, now=self.now, **self.entered(form))
        self.say(_("“%(resource)s” is in the library.") % {"resource": resource.title})
        return redirect(self.library_url)


class ResourceEditView(OneResource):
    template_name = "sessions/resource_form.html"
    form_class = ResourceForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"resource": self.resource}

    def get_initial(self) -> dict[str, Any]:
        topics = ", ".join(self.resource.topics.order_by("name").values_list("name", flat=True))
        return {name: getattr(self.resource, name) for name in ("title", "url", "description")} | {"topics": topics}

    def work(self, form: ResourceForm) -> HttpResponse:
        edit_resource(resource=self.resource, by=self.viewer, now=self.now, **self.entered(form))
        self.say(_("The resource is saved."))
        return redirect(self.library_url)


class ResourceDeleteView(OneResource):
    template_name = "sessions/resource_delete.html"
    form_class = ConfirmForm

    def work(self, form: ConfirmForm) -> HttpResponse:
        remove_resource(resource=self.resource, by=self.viewer)
        self.say(_("“%(resource)s” is gone.") % {"resource": self.resource.title})
        return redirect(self.library_url)
