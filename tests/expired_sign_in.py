"""A form is filled in, the sign-in ends, the form is sent, its writer signs in again: what stands in it then."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from django.test import Client

from tests.discussions.pages import parsed


def kept_form(tree):
    """The form of the page that loses nothing."""
    forms = [form for form in tree.iter("form") if any(field.get("data-form-draft") for field in form.iter("input"))]
    assert len(forms) == 1, "one form of the page says whose it is"
    return forms[0]


def values_of(form) -> dict[str, str]:
    """What a browser would send of it, buttons and files left out."""
    values = {}
    for field in form.iter():
        name, kind = field.get("name"), field.get("type")
        if not name or kind in {"submit", "file"}:
            continue
        if field.tag == "textarea":
            values[name] = "".join(field.itertext()).removeprefix("\n")
        elif field.tag == "select":
            options = list(field.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            values[name] = chosen[0].get("value", "") if chosen else ""
        elif field.tag == "input" and (kind != "checkbox" or field.get("checked") is not None):
            values[name] = field.get("value", "on" if kind == "checkbox" else "")
    return values


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def signs_in_again(client, person, sent_away):
    """Through the real form; the page they land on."""
    person.set_password("password")
    person.save()
    person.emailaddress_set.get_or_create(email=person.email, defaults={"verified": True, "primary": True})
    target = parse_qs(urlsplit(sent_away.url).query)["next"][0]
    page = client.get(sent_away.url)
    assert "Your sign-in had ended." in page.content.decode()
    assert "Your sign-in had ended." not in type(client)().get(sent_away.url).content.decode()
    data = {"login": person.email, "password": "password", "next": target}
    assert client.post("/account/login/", data).url == target
    return client.get(target)


def comes_back(client, person, url, typed: dict[str, str], *, at: str = "") -> dict[str, str]:
    """Fill in the form at `at` (or `url`) as `typed`, lose the sign-in, send it to `url`; what stands there after signing in.

    The whole form is compared: what was typed, and what stood in it.
    """
    sent = values_of(kept_form(parsed(client.get(at or url)))) | typed
    client.session.flush()
    answer = client.post(url, sent)
    assert (answer.status_code, urlsplit(answer.url).path) == (302, "/account/login/")
    page = parsed(signs_in_again(client, person, answer))
    assert "It is not saved yet." in " ".join("".join(page.itertext()).split())
    back = values_of(kept_form(page))
    assert {name: text for name, text in back.items() if name != "csrfmiddlewaretoken"} == {
        name: text for name, text in sent.items() if name != "csrfmiddlewaretoken"
    }
    return back
