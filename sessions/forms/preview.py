"""What would follow, before the button that does it, in forms that set a date."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import HTML
from django.utils.html import format_html
from django.utils.translation import gettext

STEP, PREVIEW = "step", "preview"
# What `sessions/_foresight.html` listens to.
FORM_ID = "change"
# The heading of what it shows.
SHOWN = "foresight-title"


def preview_part() -> Any:
    """A second way to send the form, which saves nothing, and what it shows. Pressing Enter in a field takes this one.

    It says so, and the page that answers begins where the answer stands.
    """
    return HTML(
        format_html(
            '<p class="mb-3"><button class="btn btn-secondary" type="submit" name="{}" value="{}" formaction="#{}"'
            ' aria-describedby="preview-help">{}</button> <span class="form-text" id="preview-help">{}</span></p>'
            '{{% include "sessions/_foresight.html" %}}',
            STEP,
            PREVIEW,
            SHOWN,
            gettext("Show what would follow"),
            gettext("The Enter key does the same. Nothing is saved by it; the button at the end of the form saves."),
        )
    )
