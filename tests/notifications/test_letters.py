from __future__ import annotations

import pytest
from django.core import mail as mailboxes

from notifications.delivery import deliver_mail
from notifications.enums import Channel
from notifications.models import Notice, OutboxMail
from notifications.operations.notices import tell
from tests.factories.accounts import UserFactory
from tests.factories.notifications import PreferenceFactory
from tests.notifications.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_matter")]


@pytest.fixture
def ana():
    return UserFactory(email="ana@example.org", name="Ana")


def tell_ana(ana, **params):
    facts = {"matter": "tests.matter", "place": "7", "key": "thing:1", "now": NOW}
    tell(params=params, people=[ana.pk], **facts)


def what_became_of_it():
    deliver_mail(clock=lambda: NOW)
    return OutboxMail.objects.values_list("state", "reason").get()


def test_it_says_the_line_the_words_and_the_way(ana):
    tell_ana(ana, line="R&D <b>\nBcc: x@example.org")

    assert what_became_of_it() == ("sent", "")
    (mail,) = mailboxes.outbox
    url = f"http://localhost:8000/samples/{Notice.objects.get().pk}/"
    assert (mail.to, mail.subject) == (["ana@example.org"], "R&D <b> Bcc: x@example.org")
    assert mail.body.startswith(
        f"Hello Ana,\n\nR&D <b>\nBcc: x@example.org\n\nIts words.\n\nRead it in the portal:\n{url}\n"
    )
    html = mail.alternatives[0].content
    assert "R&amp;D &lt;b&gt;" in html
    assert f'href="{url}"' in html


@pytest.mark.parametrize(
    ("channel", "reason"),
    [
        (Channel.DIGEST, "They want this in their digest."),
        (Channel.PORTAL, "They want to read this in the portal only."),
        (Channel.NONE, "They don’t want to be told of this."),
    ],
)
def test_the_choice_is_asked_again_when_it_leaves(ana, channel, reason):
    tell_ana(ana)
    PreferenceFactory(person=ana, place="7", channel=channel)
    assert what_became_of_it() == ("skipped", reason)


def test_rights_are_asked_again_when_it_leaves(ana):
    tell_ana(ana)
    Notice.objects.update(params={"secret": True})
    assert what_became_of_it() == ("skipped", "They can’t see any more what it is about.")


def test_what_was_read_in_the_portal_is_not_mailed(ana):
    tell_ana(ana)
    Notice.objects.update(read_at=NOW)
    assert what_became_of_it() == ("skipped", "They have read it in the portal.")


def test_what_was_forgotten_is_not_mailed(ana):
    tell_ana(ana)
    Notice.objects.all().delete()
    assert what_became_of_it() == ("skipped", "The notice is gone.")
