"""Reading a page as a browser does."""

from __future__ import annotations

from uuid import uuid4

import html5lib


def parsed(response):
    """The page as a tree; a mistake in its HTML stops the test."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    text = response.content.decode()
    return parser.parse(text) if text.lstrip().startswith(("<!doctype", "<!DOCTYPE")) else parser.parseFragment(text)


def text_of(element) -> str:
    return " ".join("".join(element.itertext()).split())


def by_id(tree, name):
    return next((element for element in tree.iter() if element.get("id") == name), None)


def form_values(form) -> dict[str, str]:
    """What a form sends, as its page was written, with the first of its submit buttons left out."""
    values = {}
    for element in form.iter():
        if element.tag == "textarea":
            values[element.get("name")] = "".join(element.itertext())
        elif element.get("type") in {"checkbox", "radio"} and element.get("checked") is None:
            continue
        elif element.tag == "input" and element.get("type") not in {"submit", "button"}:
            values[element.get("name")] = element.get("value", "")
    return values


def typed_in(response, form="answer") -> str:
    """What stands in the text field of a form of the page."""
    return form_values(by_id(parsed(response), form))["body"]


def sent(body="We do.", **fields) -> dict[str, str]:
    """What the form of an answer sends, with a number of its own."""
    return {"body": body, "submission": str(uuid4()), "parent": ""} | fields
