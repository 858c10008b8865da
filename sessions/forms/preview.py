"""What would follow, before the button that does it, in forms that set a date."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import HTML
from django.utils.html import format_html
from django.utils.translation import gettext

STEP, PREVIEW = "step", "preview"
# What `sessions/_foresight.html` listens to.
FORM_ID = "change"


def preview_part() -> Any:
    """A second way to send the form, which saves nothing, and what it shows. Pressing Enter in a field takes this one."""
    return HTML(
        format_html(
            '<p class="mb-3"><button class="btn btn-secondary" type="submit" name="{}" value="{}">{}</button></p>'
            '{{% include "sessions/_foresight.html" %}}',
            STEP,
            PREVIEW,
            gettext("Show what would follow"),
        )
    )
