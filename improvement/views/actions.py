"""A cohort's actions: all of them, taking one on, changing one, saying that it is done."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from improvement.forms.harvest import ActionForm
from improvement.models import Action
from improvement.operations.actions import change_action, make_action, say_done
from improvement.queries.actions import actions_of, possible_owners, priorities_of
from sessions.views.pages import SchedulePage, WorkForm


class ActionsPage(SchedulePage):
    """For those who read the cohort's posts; for observers it doesn't exist."""

    tab = "home"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.viewer.has_perm("cohorts.see_posts", self.cohort):
            raise Http404

    def back_url(self) -> str:
        return reverse("improvement:action_list", args=[self.cohort.slug])


class ActionListView(ActionsPage, TemplateView):
    template_name = "improvement/action_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actions = actions_of(self.cohort, self.viewer)
        for action in actions:
            action.cohort = self.cohort
        rows = [(action, self.viewer.has_perm("improvement.keep_action", action)) for action in actions]
        may_act = self.viewer.has_perm("cohorts.talk", self.cohort)
        return super().get_context_data(rows=rows, may_act=may_act, **kwargs)


class ActionWorkForm(ActionsPage, WorkForm):
    """The form of an action: those who run the cohort choose whose it is, others take it on themselves."""

    template_name = "improvement/action_form.html"
    form_class = ActionForm

    @cached_property
    def is_at_desk(self) -> bool:
        return self.viewer.has_perm("cohorts.run_sessions", self.cohort)

    def get_form_kwargs(self) -> dict[str, Any]:
        owners = possible_owners(self.cohort) if self.is_at_desk else None
        return super().get_form_kwargs() | {"owners": owners, "priorities": priorities_of(self.cohort)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # `action` is the one that is there already, where there is one.
        return super().get_context_data(**({"action": None} | kwargs), is_at_desk=self.is_at_desk)

    def facts(self, form: ActionForm) -> dict[str, Any]:
        """What was entered, for the work."""
        entered = form.cleaned_data
        owner = form.owners[entered["owner"]] if "owner" in entered else self.owner_of_others()
        return {
            "words": entered["words"],
            "owner": owner,
            "due_on": entered["due_on"],
            "priority": form.priorities.get(entered.get("priority", "")),
            "by": self.viewer,
            "now": self.now,
        }

    def owner_of_others(self) -> Any:
        """Whose it is where nobody is to be chosen."""
        return self.viewer


class ActionCreateView(ActionWorkForm):
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.viewer.has_perm("cohorts.talk", self.cohort):
            raise PermissionDenied(_("Actions are made by those who take part in this cohort now."))

    def get_initial(self) -> dict[str, Any]:
        return {"owner": str(self.viewer.pk), "priority": self.request.GET.get("priority", "")}

    def work(self, form: ActionForm) -> HttpResponse:
        action = make_action(cohort=self.cohort, **self.facts(form))
        self.say(_("It stands on the cohort's list of actions. Its owner is reminded three days before."))
        return redirect(f"{self.back_url()}#action-{action.pk}")


class OneAction(ActionsPage):
    """Of one action, for its owner and the desk; others who read it are told so."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Action.objects.visible_to(self.viewer).filter(cohort=self.cohort).select_related("owner")
        self.action = get_object_or_404(rows, pk=kwargs["action"])
        self.action.cohort = self.cohort
        if not self.viewer.has_perm("improvement.keep_action", self.action):
            raise PermissionDenied(
                _("An action is changed by its owner and by those who run the cohort, while the cohort goes on.")
            )


class ActionEditView(OneAction, ActionWorkForm):
    def get_initial(self) -> dict[str, Any]:
        action = self.action
        return {
            "words": action.words, "owner": str(action.owner_id), "due_on": action.due_on,
            "priority": str(action.priority_id or ""),
        }  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(action=self.action, **kwargs)

    def owner_of_others(self) -> Any:
        return self.action.owner

    def work(self, form: ActionForm) -> HttpResponse:
        change_action(action=self.action, **self.facts(form))
        self.say(_("The action is saved."))
        return redirect(f"{self.back_url()}#action-{self.action.pk}")


class ActionDoneView(OneAction):
    """Done, or after all not."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_done = "undone" not in request.POST
        say_done(action=self.action, is_done=is_done, now=self.now)
        self.say(_("Done. Thank you.") if is_done else _("It is to be done again."))
        return redirect(f"{self.back_url()}#action-{self.action.pk}")
