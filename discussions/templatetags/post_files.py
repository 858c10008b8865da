"""The pictures and files under a post, as HTML. Every value is escaped by `format_html`."""

from __future__ import annotations

from collections.abc import Sequence

from django.template import Library
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from discussions.models import Attachment

register = Library()

LIST = '<ul class="post-files" aria-label="{}">{}</ul>'
# A picture is a link to itself in full, but for one that says nothing: its link would have no words.
PICTURE = '<li><a href="{url}">{image}</a></li>'
DECORATION = "<li>{image}</li>"
IMAGE = '<img src="{url}" alt="{alt}" width="{width}" height="{height}" loading="lazy" decoding="async">'
FILE = '<li><a href="{url}">{name}</a> <span class="meta">{size}</span></li>'


@register.simple_tag
def drawn_files(files: Sequence[Attachment]) -> SafeString | str:
    """All of them in one list; nothing where there are none."""
    if not files:
        return ""
    return format_html(LIST, _("Pictures and files"), format_html_join("", "{}", ((_drawn(file),) for file in files)))


def _drawn(file: Attachment) -> SafeString:
    url = file.get_absolute_url()
    if not file.is_picture:
        return format_html(FILE, url=url, name=file.file_name, size=filesizeformat(file.size))
    alt = "" if file.is_decorative else file.alt
    image = format_html(IMAGE, url=url, alt=alt, width=file.width, height=file.height)
    return format_html(PICTURE if alt else DECORATION, url=url, image=image)
