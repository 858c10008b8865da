"""The posts of a thread as HTML. The hot path of the portal: twenty posts are drawn here in the time a template takes for three.

Every value is escaped by `format_html`, except the stored HTML of a post, which `common.markdown` made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.template import Context, Library
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.templatetags.components import initials, moments
from discussions.queries import PostRow
from discussions.queries.reactions import Tally
from discussions.templatetags.post_files import drawn_files

register = Library()

# A post. In brackets stands what it can be made of; the words are looked up once for a page (`_Drawing.known`), and what differs
# from post to post has its place (PLACES).
POST = (
    '<article class="post depth-{depth}" id="post-{ref}" aria-labelledby="by-{ref}"{focus}{fresh}>'
    '<header><span class="who" aria-hidden="true">{initials}</span><div><h3 id="by-{ref}">{author}{new}</h3>'
    '<p class="meta">{standing}<a href="{base}?post={ref}#post-{ref}">{written}</a>{edited}</p></div></header>'
    '{answers}<div class="prose">{html}</div>{files}'
    '<div class="actions">[actions]<span id="r{ref}" class="meta">{reacted}</span></div>[slot]</article>'
)
REPLY = (
    '<a class="btn btn-quiet" href="{base}?reply_to={ref}#reply" data-hx-get="{base}?reply_to={ref}">'
    '{say_reply}<span class="visually-hidden"> {author}</span></a>'
)
QUOTE = (
    '<a class="btn btn-quiet" href="{base}?reply_to={ref}&amp;quote=1#reply" data-hx-get="{base}?reply_to={ref}&amp;quote=1">'
    '{say_quote}<span class="visually-hidden"> {author}</span></a>'
)
# Leads to the four words, who said them, and keeping the post; where there is a slot, htmx puts it there.
REACT = '<a class="btn btn-quiet" href="{base}posts/{ref}/react/"[here]>{say_react}</a>'
KEEP = '<a class="btn btn-quiet" href="{base}posts/{ref}/react/"[here]>{say_keep}</a>'
EDIT = '<a class="btn btn-quiet" href="{base}posts/{ref}/edit/">{say_edit}</a>'
DELETE = '<a class="btn btn-quiet" href="{base}posts/{ref}/delete/">{say_delete}</a>'
WHO = '<a class="btn btn-quiet" href="{names_url}">{say_who}<span class="visually-hidden"> {author}</span></a>'
# What is seldom done with a post stands in a menu.
MORE = "<details><summary>{say_more}</summary>[seldom]</details>"
FLAG = '<a class="btn btn-quiet" href="{base}posts/{ref}/flag/">{say_flag}</a>'
SPLIT = '<a class="btn btn-quiet" href="{base}posts/{ref}/split/">{say_split}</a>'
PLACES = {
    name: "{" + name + "}"
    for name in (
        *(
            "depth",
            "ref",
            "focus",
            "fresh",
            "initials",
            "author",
            "new",
            "standing",
            "written",
            "edited",
            "answers",
            "html",
        ),
        *("files", "names_url", "reacted", "reply_form"),
    )
}
TOMBSTONE = (
    '<article class="post gone depth-{depth}" id="post-{ref}" aria-labelledby="by-{ref}"{focus}>'
    '<h3 id="by-{ref}" class="visually-hidden">{title}</h3><p>{sentence}</p>{restore}{ways}</article>'
)
ANSWERS = '<p class="meta">{} <a href="{}#post-{}">{}</a></p>'
# The place right under the other post, one step in, says it to the eye.
ANSWERS_UNSEEN = '<p class="visually-hidden">{} {}</p>'
ACTIONS = '<div class="actions">{}</div>'
ACT = '<a class="btn btn-quiet" href="{base}posts/{ref}/{act}/">{label}</a>'
REACTED = '<span id="r{}" class="meta"{}>{}</span>'
OUT_OF_BAND = format_html(' data-hx-swap-oob="{}"', "true")
# Where the form of a reply stands, or where htmx puts it.
SLOT = '<div class="reply-slot" id="reply-to-{ref}">{reply_form}</div>'
VERSIONS = '<a href="{base}posts/{ref}/versions/">{label}</a>'
RESTORE = (
    '<form class="inline" method="post" action="{base}posts/{ref}/restore/">'
    '<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
    '<button class="btn btn-quiet" type="submit">{label}</button></form>'
)
# What the key n leads to.
FRESH = format_html(" data-{}", "new")
FOCUS = format_html(' tabindex="{}" data-focus', -1)


@register.simple_tag(takes_context=True)
def post_list(context: Context) -> SafeString:
    """The posts of `page`, one after the other.

    Of the context: base, page, target (the post the address leads to), reply_to and reply_form (the form under a post),
    may_write, may_flag, moderates, marks_new.
    """
    drawing = _Drawing(context)
    posts = context["page"].posts
    return format_html_join("\n", "{}", ((drawing.drawn(*pair),) for pair in zip(posts, [None, *posts], strict=False)))


@register.simple_tag
def reacted(ref: str, tallies: Sequence[Tally], *, swapped: bool = False) -> SafeString:
    """What was put under a post, in words: "Thanks 3 · Tried it 1". Empty it keeps the place for htmx."""
    return format_html(REACTED, ref, OUT_OF_BAND if swapped else "", _said(tallies))


def _said(tallies: Sequence[Tally]) -> str:
    return " · ".join(f"{tally.label} {tally.count}" for tally in tallies if tally.count)


@dataclass
class _Drawing:
    """What is the same for every post of a page; words are looked up once."""

    context: Any

    def __post_init__(self) -> None:
        get = self.context.get
        self.base, self.target, self.token = get("base"), get("target"), get("csrf_token") or ""
        self.may_write, self.moderates, self.marks_new = get("may_write"), get("moderates"), get("marks_new")
        self.may_flag = get("may_flag")
        self.reply_ref = get("reply_to").ref if get("reply_to") else ""
        self.reply_form = get("reply_form") or ""
        self.moment = moments(self.context)
        self.new = format_html(' <span class="badge accent">{}</span>', _("new"))
        self.edited, self.edited_for_them = _("edited"), _("edited by those who run the sessions")
        self.say_answers = _("in reply to")
        self.known = {
            "base": self.base,
            "say_reply": _("Reply"),
            "say_quote": _("Quote"),
            "say_react": _("React or keep"),
            "say_keep": _("Keep"),
            "say_edit": _("Change"),
            "say_delete": _("Take away"),
            "say_who": _("Who is this?"),
            "say_more": _("More"),
            "say_flag": _("Flag"),
            "say_split": _("Split off"),
        }
        self.patterns: dict[tuple[bool, bool, bool], str] = {}

    def drawn(self, post: PostRow, above: PostRow | None) -> SafeString:
        if post.is_deleted:
            return self.tombstone(post)
        return format_html(
            self.pattern(post),
            ref=post.ref,
            depth=post.depth,
            focus=FOCUS if post.ref == self.target else "",
            fresh=FRESH if post.is_new else "",
            initials=initials(post.author),
            author=post.author,
            new=self.new if post.is_new and self.marks_new else "",
            standing=f"{post.standing} · " if post.standing else "",
            written=self.moment(post.created_at),
            edited=self.edit_note(post) if post.edited_at else "",
            answers=self.answers(post, above),
            html=post.html,
            files=drawn_files(post.files) if post.files else "",
            names_url=self.names_url(post),
            reacted=_said(post.reactions) if post.reactions else "",
            reply_form=self.reply_form if post.ref == self.reply_ref else "",
        )

    def edit_note(self, post: PostRow) -> SafeString:
        """Whether it was the author who changed it; who may read the reason reads it here."""
        note = self.edited if post.edited_by_author else self.edited_for_them
        if post.may_compare:
            note = format_html(VERSIONS, base=self.base, ref=post.ref, label=note)
        return format_html(" · {}: {}", note, post.edit_reason) if post.edit_reason else format_html(" · {}", note)

    def tombstone(self, post: PostRow) -> SafeString:
        sentence = (
            _("This post was taken away by its author.")
            if post.deleted_by_author
            else _("This post was taken away by those who run the sessions.")
        )
        if post.is_erased:
            sentence = f"{sentence} {_('Its words are erased for good.')}"
        if post.deletion_reason:
            sentence = f"{sentence} {_('Reason: %(reason)s') % {'reason': post.deletion_reason}}"
        restore = format_html(RESTORE, base=self.base, ref=post.ref, token=self.token, label=_("Bring back"))
        return format_html(
            TOMBSTONE,
            ref=post.ref,
            depth=post.depth,
            focus=FOCUS if post.ref == self.target else "",
            title=_("A post that was taken away"),
            sentence=sentence,
            restore=restore if post.may_restore else "",
            ways=self.ways_of_a_tombstone(post),
        )

    def ways_of_a_tombstone(self, post: PostRow) -> SafeString | str:
        """What stood there, for those who keep order; for its author, having it erased."""
        links = []
        if post.may_compare:
            links.append(format_html(ACT, base=self.base, ref=post.ref, act="versions", label=_("What it said")))
        if post.is_own and not post.is_erased:
            links.append(format_html(ACT, base=self.base, ref=post.ref, act="erase", label=_("Erase for good")))
        return format_html(ACTIONS, format_html_join("", "{}", ((link,) for link in links))) if links else ""

    def answers(self, post: PostRow, above: PostRow | None) -> str:
        """Whom the post answers: with a way there, unless that post stands right above and this one a step further in."""
        if not post.parent_ref:
            return ""
        if above is not None and above.ref == post.parent_ref and above.depth < post.depth:
            return format_html(ANSWERS_UNSEEN, self.say_answers, post.parent_author)
        page = "" if post.parent_is_here else f"{self.base}?post={post.parent_ref}"
        return format_html(ANSWERS, self.say_answers, page, post.parent_ref, post.parent_author)

    def pattern(self, post: PostRow) -> str:
        """The markup of such a post, with places for what differs from one to the next: made once for each kind of post."""
        has_slot = self.may_write or post.ref == self.reply_ref
        kind = (post.is_own, post.pseudonym is not None, has_slot)
        if kind not in self.patterns:
            known = {name: value.replace("{", "{{").replace("}", "}}") for name, value in self.known.items()}
            template = POST.replace("[actions]", "".join(self.actions(post)))
            template = template.replace("[slot]", SLOT if has_slot else "")
            template = template.replace("[here]", ' data-hx-boost="true"' if self.may_write else "")
            self.patterns[kind] = str(format_html(template, **known, **PLACES))
        return self.patterns[kind]

    def actions(self, post: PostRow) -> Iterator[str]:
        """What the viewer can do with a post of this kind."""
        if self.may_write:
            yield REPLY + QUOTE
        yield REACT if self.may_write and not post.is_own else KEEP
        if self.may_write and (post.is_own or self.moderates):
            yield EDIT
        if post.is_own or self.moderates:
            yield DELETE
        if post.pseudonym:
            yield WHO
        seldom = [FLAG] if self.may_flag and not post.is_own else []
        if self.moderates:
            seldom.append(SPLIT)
        if seldom:
            yield MORE.replace("[seldom]", "".join(seldom))

    def names_url(self, post: PostRow) -> str:
        """Where those who run the sessions look up who it is; empty where there is a name."""
        if post.pseudonym is None:
            return ""
        return reverse("cohorts:pseudonym_detail", args=[self.context["cohort"].slug, post.pseudonym])
