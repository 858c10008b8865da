from __future__ import annotations

import hashlib
from base64 import b64encode

import pytest
from django.core.mail import EmailMultiAlternatives

from common.mail import render_mail
from cop_portal.demo import mailbox

LIST = "/demo/mailbox/"


@pytest.fixture
def demo(settings, tmp_path):
    settings.PORTAL_DEMO = True
    settings.EMAIL_BACKEND = mailbox.FILE_BACKEND
    settings.MAIL_FOLDER = settings.EMAIL_FILE_PATH = tmp_path


@pytest.fixture
def code_mail(demo):
    """A real mail of the portal; its key."""
    facts = {"to": "alex@example.org", "language": "en", "message_id": "<1@localhost>"}
    render_mail("account/sign_in_code", context={"code": "BCDF-GHJK"}, **facts).send()
    return mailbox.newest_mails()[0].key


def own_mail(html, text="Hello"):
    mail = EmailMultiAlternatives("<b>Subject</b>", text, to=["alex@example.org"])
    mail.attach_alternative(html, "text/html")
    mail.send()
    return mailbox.newest_mails()[0].key


def policy_of(answer):
    return dict(part.partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split("; "))


def test_everybody_reads_what_went_to_whom(client, code_mail):
    page = client.get(LIST)
    assert page.status_code == 200
    text = page.content.decode()
    assert "alex@example.org" in text
    assert f'<a href="/demo/mailbox/{code_mail}/">Your sign-in code for CoP Portal</a>' in text


def test_an_empty_mailbox_says_what_to_do(client, demo):
    assert "No mail yet" in client.get(LIST).content.decode()


def test_the_bar_leads_there_and_only_there(client, db, demo, settings):
    assert f'href="{LIST}"' in client.get("/account/login/").content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert f'href="{LIST}"' not in client.get("/account/login/").content.decode()


def test_a_mail_shows_both_its_parts(client, code_mail):
    text = client.get(f"{LIST}{code_mail}/").content.decode()
    assert "BCDF-GHJK" in text
    assert f'src="/demo/mailbox/{code_mail}/html/"' in text


def test_links_in_the_text_can_be_clicked(client, demo):
    key = own_mail("<p>x</p>", text="Open https://portal.example.org/invitations/a:b-c_d/\nnow, <b>please</b>.")
    text = client.get(f"{LIST}{key}/").content.decode()
    assert 'href="https://portal.example.org/invitations/a:b-c_d/"' in text
    assert "&lt;b&gt;please&lt;/b&gt;" in text


def test_the_frame_runs_nothing_and_loads_nothing(client, code_mail):
    answer = client.get(f"{LIST}{code_mail}/html/")
    style = mailbox.STYLE.findall(answer.content.decode())[0]
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy_of(answer) == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "form-action": "'none'",
        "frame-ancestors": "'self'",
        "sandbox": "allow-top-navigation-by-user-activation",
    }
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert '<head><base target="_top">' in answer.content.decode()


def test_a_hostile_mail_stays_in_its_frame(client, demo):
    key = own_mail("<script>alert('canary')</script><img src=x onerror=alert(1)>")
    page = client.get(f"{LIST}{key}/").content.decode()
    assert "canary" not in page
    assert "<b>Subject</b>" not in page
    assert policy_of(client.get(f"{LIST}{key}/html/"))["style-src"] == "'none'"


def test_only_the_page_of_a_mail_frames_anything(client, code_mail):
    assert policy_of(client.get(f"{LIST}{code_mail}/"))["frame-src"] == "'self'"
    assert policy_of(client.get(LIST))["frame-src"] == "'none'"
    assert policy_of(client.get("/account/joining/"))["frame-src"] == "'none'"


@pytest.mark.parametrize("key", ["..", "%2e%2e", "..%2fsecret-key", "no-such-0", "%00"])
def test_what_is_no_mail_is_not_found(client, code_mail, key):
    assert client.get(f"{LIST}{key}/").status_code == 404
    assert client.get(f"{LIST}{key}/html/").status_code == 404


@pytest.mark.parametrize(
    "closed", [{"PORTAL_DEMO": False}, {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend"}]
)
@pytest.mark.parametrize("path", ["", "{key}/", "{key}/html/"])
def test_elsewhere_it_does_not_exist(client, code_mail, settings, closed, path):
    for name, value in closed.items():
        setattr(settings, name, value)
    answer = client.get(LIST + path.format(key=code_mail))
    assert answer.status_code == 404
    assert "BCDF-GHJK" not in answer.content.decode()
