"""Further sections of a program's page, written as plain text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Section = dict[str, Any]
TITLE, POINT = "# ", "- "


class SectionsField(forms.CharField):
    """`[{"title", "body", "points"}]` as text: a title after "# ", then its words, then points after "- "."""

    widget = forms.Textarea(attrs={"rows": 14, "cols": 90})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Further sections"))
        kwargs.setdefault(
            "help_text",
            gettext_lazy("A line beginning with “# ” is a section's title, one beginning with “- ” one of its points."),
        )
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n\n".join(_written(section) for section in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[Section]:  # type: ignore[override]
        if isinstance(value, list):
            return value
        sections: list[Section] = []
        for line in (value or "").splitlines():
            if line.startswith(TITLE):
                sections.append({"title": line.removeprefix(TITLE).strip(), "body": "", "points": []})
            elif line.strip() and not sections:
                raise ValidationError(_("Begin with a title: a line that begins with “# ”."))
            elif line.startswith(POINT):
                sections[-1]["points"].append(line.removeprefix(POINT).strip())
            elif sections:
                sections[-1]["body"] += f"{line.rstrip()}\n"
        for section in sections:
            section["body"] = section["body"].strip()
        return sections

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return [_filled(section) for section in initial or []] != self.to_python(data)
        except ValidationError:
            return True


def _filled(section: Section) -> Section:
    return {
        "title": section["title"].strip(),
        "body": section.get("body", "").strip(),
        "points": list(section.get("points", [])),
    }


def _written(section: Section) -> str:
    parts = [f"{TITLE}{section['title']}"]
    parts += [section["body"]] if section.get("body") else []
    parts += ["\n".join(f"{POINT}{point}" for point in section["points"])] if section.get("points") else []
    return "\n".join(parts)
