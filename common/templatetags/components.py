"""The pieces pages are composed of. Each declares its props; a prop that doesn't exist stops the page.

`{% load components %}` first. A tag with content is closed by its `end…`. An unknown or missing prop is refused by Django when
the template is read; a value outside a fixed list when it is drawn. Markup lives in `templates/components/`, looks in
`static/css/portal.css`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.template import Context, Library, TemplateSyntaxError
from django.template.loader import render_to_string
from django.utils import dateformat, timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import times
from common.icons import PATHS

register = Library()

# Drawn without a template: a page has many of them.
CARD = '<{element} class="card{kind}"{labelled}{program}>{head}{content}</{element}>'
CARD_KINDS = ("", "next", "quiet", "question")
NOTE_KINDS = {"info": "info", "done": "check", "warn": "alert", "error": "alert"}
BADGE_KINDS = ("accent", "quiet", "warn", "done")
CURRENT = format_html(' aria-current="{}"', "page")
BUTTON_KINDS = ("primary", "secondary", "quiet", "danger")


def _one_of(tag: str, prop: str, value: str, allowed: Any) -> None:
    if value not in allowed:
        known = ", ".join(repr(choice) for choice in allowed)
        raise TemplateSyntaxError(f"{{% {tag} %}}: {prop}={value!r} is none of {known}.")


# --- Boxes ----------------------------------------------------------------------------------------


@register.simple_block_tag
def card(
    content: str,
    *,
    title: str = "",
    level: int = 2,
    meta: str = "",
    kind: str = "",
    anchor: str = "",
    program: str = "",
) -> SafeString:
    """Something that stands on its own: a section with a heading of `level` and a small line above it.

    `kind`: "next" (the biggest thing of the page), "quiet" (no border), "question" (a prompt). `anchor` is the id of the
    heading, made from the title when empty. `program` gives it another program's accent.
    """
    _one_of("card", "kind", kind, CARD_KINDS)
    _one_of("card", "level", str(level), ("2", "3", "4"))
    anchor = anchor or slugify(title)
    return format_html(
        CARD,
        # A section is one of something; without a heading there is nothing to say of what.
        element="section" if title else "div",
        kind=format_html(" {}", kind) if kind else "",
        labelled=format_html(' aria-labelledby="{}"', anchor) if title else "",
        program=format_html(' data-program="{}"', program) if program else "",
        head=_card_head(title, level, meta, anchor) if title else "",
        content=content,
    )


def _card_head(title: str, level: int, meta: str, anchor: str) -> SafeString:
    above = format_html('<p class="meta">{}</p>', meta) if meta else ""
    return format_html('<div class="card-head">{}<h{} id="{}">{}</h{}></div>', above, level, anchor, title, level)


@register.simple_block_tag
def note(content: str, *, kind: str = "info", title: str = "", live: bool = False) -> SafeString:
    """Something to know now, with icon and side bar: "info", "done", "warn" or "error".

    `live`: it came up while the person is on the page, so screen readers say it.
    """
    _one_of("note", "kind", kind, NOTE_KINDS)
    props = {"kind": kind, "title": title, "live": live, "icon_name": NOTE_KINDS[kind]}
    return render_to_string("components/note.html", props | {"content": content})


@register.simple_block_tag
def empty_state(
    content: str, *, title: str, icon_name: str = "", action_url: str = "", action_label: str = ""
) -> SafeString:
    """Where nothing is yet: `title` says what will be here, the content what happens next, the action what to do now."""
    if bool(action_url) != bool(action_label):
        raise TemplateSyntaxError("{% empty_state %}: action_url and action_label go together.")
    props = {"title": title, "icon_name": icon_name, "action_url": action_url, "action_label": action_label}
    return render_to_string("components/empty_state.html", props | {"content": content})


@register.simple_block_tag
def scroll_table(content: str, *, label: str) -> SafeString:
    """A box for a `<table>` that may be wider than the page: it scrolls by itself, also by keyboard; `label` names it."""
    return format_html('<div class="table-box" role="region" tabindex="0" aria-label="{}">{}</div>', label, content)


@register.simple_block_tag
def numbers(content: str, *, title: str, summary: str) -> SafeString:
    """A picture of numbers: inline SVG with `aria-hidden`, then `{% numbers_table %}`; `summary` says what it shows."""
    return format_html(
        '<figure class="numbers"><figcaption><strong>{}</strong> <span class="meta">{}</span></figcaption>{}</figure>',
        title,
        summary,
        content,
    )


@register.simple_block_tag
def numbers_table(content: str, *, label: str) -> SafeString:
    """The table behind a picture, one click away; `label` names the table."""
    return format_html(
        '<details><summary>{}</summary><div class="table-box" role="region" tabindex="0" aria-label="{}">{}</div></details>',
        _("The numbers as a table"),
        label,
        content,
    )


# --- Small pieces ---------------------------------------------------------------------------------


@cache
def _drawn(name: str) -> SafeString:
    _one_of("icon", "name", name, PATHS)
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>', PATHS[name]
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small picture beside words, never instead of them; the names stand in `common/icons.py`."""
    return _drawn(name)


@register.simple_tag
def badge(text: str, *, kind: str = "accent") -> SafeString:
    """A word or number in a pill: "accent", "quiet", "warn" or "done"."""
    _one_of("badge", "kind", kind, BADGE_KINDS)
    return format_html('<span class="badge {}">{}</span>', kind, text)


@register.simple_tag
def meta(*parts: Any) -> SafeString:
    """Who, where, when in one small line; parts that are empty are left out with their dot."""
    said = [conditional_escape(part) for part in parts if part not in {None, ""}]
    return format_html(
        '<p class="meta">{}</p>', format_html_join("\N{NO-BREAK SPACE}· ", "{}", ((part,) for part in said))
    )


def initials(name: str) -> str:
    """One or two letters for a picture of a person: "JT" for Joseph T., "Ce" for Cedar, whatever stands after a comma."""
    words = [word for word in name.partition(",")[0].split() if word[0].isalnum()]
    if not words:
        return "?"
    return words[0][:2] if len(words) == 1 else (words[0][0] + words[-1][0]).upper()


@register.simple_tag
def avatar(name: str) -> SafeString:
    """A disc with a person's initials; the name itself must stand beside it."""
    return format_html('<span class="who" aria-hidden="true">{}</span>', initials(name))


@register.simple_tag
def meter(value: int, maximum: int, *, label: str) -> SafeString:
    """So many of so many, as words and a thin bar: "12 of 25 people answered" with `label` "people answered"."""
    share = 0 if maximum <= 0 else round(100 * min(max(value, 0), maximum) / maximum)
    words = _("%(value)s of %(maximum)s %(label)s") % {"value": value, "maximum": maximum, "label": label}
    return format_html(
        '<span class="meter"><svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="track" width="100" height="4"/><rect class="fill" width="{}" height="4"/></svg>'
        "<span>{}</span></span>",
        share,
        words,
    )


@register.inclusion_tag("components/post_button.html", takes_context=True)
def post_button(
    context: Context,
    label: str,
    *,
    url: str,
    kind: str = "secondary",
    icon_name: str = "",
    name: str = "",
    value: str = "",
    about: str = "",
) -> dict[str, Any]:
    """A form of one button, for what changes something with one click.

    `name` and `value` are sent along. `about` is read out after the label where many buttons say the same.
    """
    _one_of("post_button", "kind", kind, BUTTON_KINDS)
    props = {"label": label, "url": url, "kind": kind, "icon_name": icon_name, "name": name, "value": value}
    return props | {"about": about, "csrf_token": context.get("csrf_token")}


# --- Lists ----------------------------------------------------------------------------------------


@register.simple_block_tag
def todo_list(content: str) -> SafeString:
    """What is asked of a person; holds `{% todo_item %}`."""
    return format_html('<ul class="todo">{}</ul>', content)


@register.inclusion_tag("components/todo_item.html")
def todo_item(
    label: str, *, done: bool = False, url: str = "", meta: str = "", choices: Iterable[tuple[str, str]] = ()
) -> dict[str, Any]:
    """One thing asked: a link while it is open, struck when `done`; `meta` says how or since when.

    `choices` are the ways to do it, of which one is enough: their words and addresses.
    """
    return {"label": label, "done": done, "url": url, "meta": meta, "choices": choices}


@register.simple_block_tag
def breadcrumbs(content: str) -> SafeString:
    """The way to this page; holds `{% crumb %}`, the page itself last and without an address."""
    return format_html(
        '<nav class="crumbs" aria-label="{}"><ol class="plain">{}</ol></nav>', _("Where you are"), content
    )


@register.simple_tag
def crumb(label: str, *, url: str = "") -> SafeString:
    """One step of the breadcrumbs."""
    if url:
        return format_html('<li><a href="{}">{}</a></li>', url, label)
    return format_html('<li><span aria-current="page">{}</span></li>', label)


@register.simple_block_tag
def tabs(content: str, *, label: str) -> SafeString:
    """Pages of one thing, side by side; holds `{% tab %}`, `label` names the row."""
    return format_html('<nav class="tabs" aria-label="{}"><ul class="plain">{}</ul></nav>', label, content)


@register.simple_tag(takes_context=True)
def tab(
    context: Context, label: str, *, url: str, name: str = "", current: bool = False, count: int = 0
) -> SafeString | str:
    """One page of a row of tabs; `count` is the number of new things there.

    It is the current one where the page's context says so: `tab` is its `name`. Without an address it isn't shown.
    """
    if not url:
        return ""
    is_current = current or bool(name and context.get("tab") == name)
    new = format_html(" {}", badge(_("%(count)s new") % {"count": count})) if count else ""
    return format_html('<li><a href="{}"{}>{}{}</a></li>', url, CURRENT if is_current else "", label, new)


@register.inclusion_tag("components/page_links.html")
def page_links(
    *,
    label: str,
    previous_url: str = "",
    next_url: str = "",
    first_url: str = "",
    last_url: str = "",
    position: str = "",
) -> dict[str, Any]:
    """The way through a long list; addresses that are empty are left out, and all of it where there is one page.

    `position` says where one is: "Posts 21 to 40 of 312".
    """
    urls = {"previous_url": previous_url, "next_url": next_url, "first_url": first_url, "last_url": last_url}
    return urls | {"label": label, "position": position, "needed": any(urls.values())}


# --- Times ----------------------------------------------------------------------------------------


def _now(context: Context) -> datetime:
    return context.get("now") or timezone.now()


def _viewer_zone(context: Context) -> str:
    """The zone the signed-in person is known to be in; empty where it isn't known."""
    return getattr(context.get("user"), "time_zone", "") or ""


@register.inclusion_tag("components/when.html", takes_context=True)
def when(
    context: Context,
    start: datetime,
    *,
    zone: str | ZoneInfo,
    end: datetime | None = None,
    show_day: bool = True,
    viewer_zone: str | None = None,
) -> dict[str, Any]:
    """A time in the viewer's zone and in the cohort's (`zone`), both named; once where the clocks agree.

    The viewer's zone is the signed-in person's, unless `viewer_zone` says otherwise.
    """
    said = times.both_zones(
        start,
        end,
        viewer_zone=_viewer_zone(context) if viewer_zone is None else viewer_zone,
        home_zone=str(zone),
        now=_now(context),
    )
    first, other = said[0], said[1] if len(said) > 1 else None
    return {"first": first, "other": other, "show_day": show_day, "other_day": other and other.day != first.day}


@register.simple_tag(takes_context=True)
def day(context: Context, at: date) -> str:
    """A day of the calendar in short: "Sep 21", with the year where it isn't this one."""
    return times.short_day(at, timezone.get_current_timezone_name(), _now(context))


@register.simple_tag(takes_context=True)
def moment(context: Context, at: datetime, *, zone: str | ZoneInfo = "", named: bool = True) -> SafeString:
    """A point in time in short: "Aug 24, 4:30 pm Eastern"; in the viewer's zone unless `zone` says another."""
    return moments(context, zone=zone, named=named)(at)


def moments(context: Context, *, zone: str | ZoneInfo = "", named: bool = True) -> Callable[[datetime], SafeString]:
    """What says each of many moments as `{% moment %}` does."""
    shown = str(zone) or timezone.get_current_timezone_name()
    this_year, language = times.in_zone(_now(context), shown).year, get_language()
    return lambda at: _moment(at, shown, this_year, language, named=named)


# A page of a thread says twenty moments, and the same ones to the next reader.
@lru_cache(maxsize=4096)
def _moment(at: datetime, zone: str, this_year: int, _language: str | None, *, named: bool) -> SafeString:
    say = times.named_moment if named else times.moment
    in_this_year = datetime(this_year, 7, 1, tzinfo=UTC)
    iso = times.in_zone(at, zone).isoformat(timespec="minutes")
    return format_html('<time datetime="{}">{}</time>', iso, say(at, zone, in_this_year))


@register.simple_tag(takes_context=True)
def ago(context: Context, at: datetime) -> SafeString:
    """How long since: "2 h ago"."""
    zone = timezone.get_current_timezone_name()
    iso = times.in_zone(at, zone).isoformat(timespec="minutes")
    return format_html('<time datetime="{}">{}</time>', iso, times.ago(at, zone, _now(context)))


@register.simple_tag(takes_context=True)
def countdown(context: Context, at: datetime) -> SafeString:
    """How long still: "in 12 min"; kept up to date by portal.js."""
    return format_html('<time datetime="{}" data-countdown>{}</time>', at.isoformat(), times.until(at, _now(context)))


@register.inclusion_tag("components/date_tile.html", takes_context=True)
def date_tile(context: Context, at: datetime, *, zone: str | ZoneInfo = "", struck: bool = False) -> dict[str, Any]:
    """A leaf of the calendar: month, day, weekday, in the viewer's zone unless `zone` says another. `struck`: cancelled.

    A picture of what stands beside it in words: it is hidden from screen readers.
    """
    local = times.in_zone(at, str(zone) or timezone.get_current_timezone_name())
    other_year = local.year != times.in_zone(_now(context), local.tzinfo).year  # type: ignore[arg-type]
    return {
        "month": dateformat.format(local, "M"),
        "day": local.day,
        "weekday": dateformat.format(local, "D"),
        "year": local.year if other_year else None,
        "struck": struck,
    }
