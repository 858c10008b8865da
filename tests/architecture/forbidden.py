"""What the project's files may not hold. Each rule brings lines it must find and lines it must leave alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

Finder = Callable[[str], list[int]]


@dataclass(frozen=True)
class Rule:
    """`finds` returns the numbers of the lines of a text that break it; it holds in files that match `where`."""

    name: str
    why: str
    finds: Finder
    where: tuple[str, ...]
    bad: tuple[str, ...]
    good: tuple[str, ...]
    but_not: tuple[str, ...] = ()

    def holds_in(self, path: str) -> bool:
        return any(PurePath(path).match(pattern) for pattern in self.where) and path not in self.but_not


def in_code(*wanted: Callable[[ast.AST], bool]) -> Finder:
    """Finds the lines whose syntax one of `wanted` recognises, so that comments and sentences are left alone."""

    def finds(text: str) -> list[int]:
        return sorted({node.lineno for node in ast.walk(ast.parse(text)) if any(wish(node) for wish in wanted)})

    return finds


def in_text(pattern: str) -> Finder:
    """Finds the lines where the pattern begins; in templates, whose comments are left alone."""
    expression = re.compile(pattern, re.IGNORECASE)

    def finds(text: str) -> list[int]:
        without_comments = re.sub(
            r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}",
            lambda comment: "\n" * comment.group().count("\n"),
            text,
            flags=re.DOTALL,
        )
        return sorted({without_comments.count("\n", 0, m.start()) + 1 for m in expression.finditer(without_comments)})

    return finds


def dotted(node: ast.AST) -> str:
    """`timezone.now` for the attribute `now` of the name `timezone`; a call in between is written `()`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return f"{dotted(node.func)}()"
    return "?"


def calls(pattern: str) -> Callable[[ast.AST], bool]:
    """Recognises a call of what the pattern names, from its first letter to its last."""
    expression = re.compile(pattern)
    return lambda node: isinstance(node, ast.Call) and bool(expression.fullmatch(dotted(node.func)))


def names(*forbidden: str) -> Callable[[ast.AST], bool]:
    """Recognises the use or the import of a name."""

    def recognises(node: ast.AST) -> bool:
        if isinstance(node, ast.ImportFrom):
            return any(alias.name in forbidden for alias in node.names)
        return dotted(node).rpartition(".")[2] in forbidden

    return recognises


def imports(pattern: str) -> Callable[[ast.AST], bool]:
    """Recognises the import of a module."""
    expression = re.compile(pattern)

    def recognises(node: ast.AST) -> bool:
        if isinstance(node, ast.ImportFrom):
            return bool(expression.fullmatch(node.module or ""))
        return isinstance(node, ast.Import) and any(expression.fullmatch(alias.name) for alias in node.names)

    return recognises


def fetches_a_model_by_its_class(node: ast.AST) -> bool:
    """`get_object_or_404(Post, …)` and its like: everybody's rows, not the viewer's."""
    return (
        isinstance(node, ast.Call)
        and dotted(node.func).rpartition(".")[2] in {"get_object_or_404", "get_list_or_404"}
        and bool(node.args)
        and (
            (isinstance(node.args[0], ast.Name) and node.args[0].id[:1].isupper())
            or dotted(node.args[0]).endswith(".objects")
        )
    )


def asks_for_everybodys_rows(node: ast.AST) -> bool:
    """`Post.objects.get(…)`: the manager's first word must say whose rows."""
    unscoped = "get|all|filter|exclude|first|last|values|values_list|in_bulk|order_by|select_related|prefetch_related"
    return calls(rf".*\.(objects|_default_manager)\.({unscoped}|annotate|latest|earliest|aget|iterator)")(node)


def orders_itself(node: ast.AST) -> bool:
    """`ordering` in a model's Meta."""
    return (
        isinstance(node, ast.ClassDef)
        and node.name == "Meta"
        and any("ordering" in set(targets(item)) for item in node.body)
    )


def targets(node: ast.AST) -> Iterator[str]:
    """The names a statement gives a value to."""
    if isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id


def saves_in_its_own_way(node: ast.AST) -> bool:
    """A model's `save()` or `delete()` that does more than its name says."""
    return isinstance(node, ast.ClassDef) and any(
        isinstance(item, ast.FunctionDef) and item.name in {"save", "delete"} for item in node.body
    )


CLOCK = r"(.*\.)?(timezone|datetime|dt|date)\.(now|utcnow|today|localtime|localdate)|time\.time"
PAGES = ("templates/*.html", "templates/*/*.html", "templates/*/*/*.html")

RULES = [
    Rule(
        name="mark_safe",
        why="rich text becomes HTML in one place, common/markdown.py; everything else is escaped or format_html",
        finds=in_code(names("mark_safe"), calls("(.*\\.)?SafeString")),
        where=("*.py",),
        but_not=("common/markdown.py",),
        bad=("from django.utils.safestring import mark_safe", "x = safestring.mark_safe(y)", "x = SafeString(y)"),
        good=("# mark_safe", "def f() -> SafeString: ...", "x = format_html('<b>{}</b>', y)", "y = 'mark_safe'"),
    ),
    Rule(
        name="safe in a template",
        why="a template escapes; HTML that is safe says so itself",
        finds=in_text(r"\|\s*safe(seq)?\b|autoescape\s+off"),
        where=("templates/*", "templates/*/*", "templates/*/*/*"),
        but_not=(),
        bad=("{{ post.body|safe }}", "{{ posts| safeseq }}", "{% autoescape off %}"),
        good=("{{ post.body_html }}", "{# never |safe #}", "<p>safe</p>"),
    ),
    Rule(
        name="everybody's rows in a view",
        why="a page gets its objects through the viewer's rights: Model.objects.visible_to(request.user)",
        finds=in_code(asks_for_everybodys_rows, fetches_a_model_by_its_class),
        where=("*/views.py", "*/views/*.py"),
        bad=(
            "Post.objects.get(pk=1)",
            "models.Post.objects.all()",
            "Post._default_manager.filter(pk=1)",
            "get_object_or_404(Post, pk=1)",
            "shortcuts.get_object_or_404(Post.objects, pk=1)",
            "Post.objects.filter(thread=thread).visible_to(user)",
        ),
        good=(
            "Post.objects.visible_to(user).get(pk=1)",
            "get_object_or_404(Post.objects.visible_to(user), pk=1)",
            "get_object_or_404(posts, pk=1)",
            "thread.posts.all()",
        ),
    ),
    Rule(
        name="the clock inside the work",
        why="the edge reads the clock once and hands `now` in, so that one request has one time and tests choose it",
        finds=in_code(calls(CLOCK)),
        where=(
            *("*/operations/*.py", "*/operations.py", "*/queries/*.py", "*/queries.py", "*/models/*.py", "*/rules.py"),
            *("*/querysets.py", "*/notices.py", "*/notices/*.py"),
        ),
        bad=("now = timezone.now()", "datetime.now(UTC)", "dt.datetime.now()", "date.today()", "t = time.time()"),
        good=(
            "at = DateTimeField(default=timezone.now)",
            "now.today()",
            "def now(): ...",
            "timezone.get_default_timezone()",
        ),
    ),
    Rule(
        name="fetching",
        why="the portal asks no other server but Zoom: an address that somebody typed could be one inside our own network",
        finds=in_code(
            imports(r"(urllib\.request|http\.client|socket|ssl|ftplib|imaplib|requests|httpx|aiohttp|urllib3)(\..*)?")
        ),
        where=("*.py",),
        # Whether this portal answers, and whether its own port is free; Zoom, at listed hosts (sessions/zoom/addresses.py); the
        # mailbox that the settings name.
        but_not=(
            *("cop_portal/probe.py", "cop_portal/processes.py", "cop_portal/reach.py", "sessions/zoom/wire.py"),
            "common/mailbox.py",
        ),
        bad=("import urllib.request", "from http.client import HTTPConnection", "import requests", "import socket"),
        good=("from urllib.parse import urlsplit", "from http import HTTPStatus", "from smtplib import SMTPException"),
    ),
    Rule(
        name="print",
        why="commands write to self.stdout, everything else logs",
        finds=in_code(calls("print|pprint|pprint\\.pprint")),
        where=("*.py",),
        bad=("print('here')", "pprint(x)"),
        good=("# print(x)", "self.stdout.write('here')", "reprint(x)"),
    ),
    Rule(
        name="signals",
        why="what happens next is called by name, downwards; a signal hides who calls whom",
        finds=in_code(
            imports(r"django\.dispatch(\..*)?|django\.db\.models\.signals"), calls(r".*\.signals\..*\.connect")
        ),
        where=("*.py",),
        bad=(
            "from django.dispatch import receiver",
            "from django.db.models.signals import post_save",
            "import django.dispatch",
        ),
        good=("import signal", "from django.db import transaction"),
    ),
    Rule(
        name="save() that does more",
        why="operations do the work; whoever saves a row expects a row to be saved",
        finds=in_code(saves_in_its_own_way),
        where=("*/models/*.py", "*/models.py"),
        bad=("class Post(Model):\n    def save(self): ...", "class Post(Model):\n    def delete(self): ..."),
        good=("class Post(Model):\n    def saved(self): ...", "def save(): ..."),
    ),
    Rule(
        name="Meta.ordering",
        why="an order nobody asked for costs a sort in every query; say it where it is needed, ending with the key",
        finds=in_code(orders_itself),
        where=("*/models/*.py", "*/models.py"),
        bad=("class Post(Model):\n    class Meta:\n        ordering = ['pk']",),
        good=("class Post(Model):\n    class Meta:\n        indexes = []", "ordering = ['pk']"),
    ),
    Rule(
        name="inline script, style or handler",
        why="the content security policy refuses them, and so would be seen by nobody",
        finds=in_text(
            r"<style\b|<script(?![^>]*\bsrc=)(?![^>]*\btype=\"application/(ld\+)?json\")|\sstyle\s*=|\son[a-z]+\s*=|javascript:"
        ),
        where=PAGES,
        but_not=(),
        bad=(
            '<p style="color: red">',
            "<style>p { color: red }</style>",
            "<script>alert(1)</script>",
            '<script type="module">start()</script>',
            '<button onclick="go()">',
            '<form\n  onsubmit = "go()">',
            '<a href="javascript:go()">',
        ),
        good=(
            '<script src="{% static "js/portal.js" %}" defer></script>',
            '<script id="data" type="application/json">{}</script>',
            '<link rel="stylesheet" href="{% static "css/portal.css" %}">',
            '<p class="style" data-on="1">',
            '{# <p style="…"> #}',
            "{% comment %}\n<script>\n{% endcomment %}",
        ),
    ),
    Rule(
        name="successfully",
        why="a message says what happened; that it went well needs no word",
        finds=in_text(r"successful"),
        where=("templates/*", "templates/*/*", "templates/*/*/*"),
        bad=("{% translate 'Saved successfully.' %}", "<p>A successful sign-in</p>"),
        good=("{% translate 'Saved.' %}", "{# successfully #}"),
    ),
    Rule(
        name="an exclamation mark in a sentence",
        why="plain words; nobody is shouted at",
        finds=in_text(r"""\{%\s*translate\s+("[^"]*!|'[^']*!)|\{%\s*blocktranslate[^%]*%\}[^{]*!"""),
        where=("templates/*", "templates/*/*", "templates/*/*/*"),
        bad=('{% translate "Welcome!" %}', "{% blocktranslate %}Well done!{% endblocktranslate %}"),
        good=('{% translate "Welcome." %}', "<!doctype html>", "{% if a != b %}{% translate 'a' %}{% endif %}"),
    ),
]
