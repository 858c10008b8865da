"""Materials: sent to those who may have them, added and taken away by those who run the session."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from common.uploads import send_download
from sessions.forms.confirm import ConfirmForm
from sessions.forms.material import MaterialForm
from sessions.models import Material
from sessions.operations.materials import add_file, add_link, remove_material
from sessions.views.pages import SessionDeskPage, SessionPage, WorkForm

logger = logging.getLogger(__name__)


class MaterialDownloadView(SessionPage):
    """The file, asked for its rights at every request: an address that is known opens nothing."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        materials = Material.objects.visible_to(self.viewer).filter(live_session=self.live_session).exclude(file="")
        material = get_object_or_404(materials, pk=kwargs["material"])
        try:
            return send_download(material.file, name=material.file_name or material.title)
        except FileNotFoundError as error:
            logger.error("The file of material %s is not in the storage.", material.pk)  # noqa: TRY400 - says it all
            raise Http404 from error


class MaterialListView(SessionDeskPage, WorkForm):
    """What there is, and a form for one more."""

    template_name = "sessions/material_list.html"
    form_class = MaterialForm

    def back_url(self) -> str:
        return self.live_session.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        materials = list(
            Material.objects.visible_to(self.viewer).filter(live_session=self.live_session).order_by("position", "pk")
        )
        for material in materials:
            material.live_session = self.live_session
        return super().get_context_data(materials=materials, **kwargs)

    def work(self, form: MaterialForm) -> HttpResponse:
        entered: dict[str, Any] = form.cleaned_data
        file, url = entered.pop("file"), entered.pop("url")
        add = partial(add_file, upload=file) if file else partial(add_link, url=url)
        material = add(live_session=self.live_session, by=self.viewer, now=self.now, **entered)
        self.say(_("“%(material)s” is added.") % {"material": material.title})
        return redirect("sessions:material_list", self.cohort.slug, self.live_session.slug)


class MaterialDeleteView(SessionDeskPage, WorkForm):
    template_name = "sessions/confirm.html"
    form_class = ConfirmForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        materials = Material.objects.visible_to(self.viewer).filter(live_session=self.live_session)
        self.material = get_object_or_404(materials, pk=kwargs["material"])

    def back_url(self) -> str:
        return reverse("sessions:material_list", args=[self.cohort.slug, self.live_session.slug])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            question=_("Take this material away?"), what=self.material.title, back_url=self.back_url(), **kwargs
        )

    def work(self, form: ConfirmForm) -> HttpResponse:
        remove_material(material=self.material, by=self.viewer)
        self.say(_("“%(material)s” is gone.") % {"material": self.material.title})
        return redirect(self.back_url())
