from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from sessions.models import LiveSession
from tests.discussions.pages import parsed
from tests.expired_sign_in import comes_back, kept_form, signed_in, signs_in_again, values_of
from tests.factories.sessions import (
    AccommodationRequestFactory,
    LiveSessionFactory,
    PromptFactory,
    RecordingFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def live_session(cast):
    return LiveSessionFactory(cohort=cast.cohort, slug="place-matters", title="Place Matters")


@pytest.fixture
def address(cast, live_session):
    prompt = PromptFactory(live_session=live_session)
    recording = RecordingFactory(live_session=live_session)

    def of(name):
        args = [cast.cohort.slug]
        if name not in {"session_create", "series_create"}:
            args.append(live_session.slug)
        args += {"prompt_edit": [prompt.pk], "recording_edit": [recording.pk]}.get(name, [])
        return reverse(f"sessions:{name}", args=args)

    return of


TYPED = {
    "prompt_create": {"title": "canary", "body": "an hour's work & <b>"},
    "prompt_edit": {"title": "canary", "body": "other\nwords"},
    "agenda_edit": {"rows-0-title": "canary", "rows-0-minutes": "30", "rows-1-title": "Talk", "rows-1-ORDER": "1"},
    "recording_list": {"url": "https://video.example.org/1", "transcript": "canary", "has_captions": "on"},
    "recording_edit": {"transcript": "canary", "missing_reason": "Later."},
    "material_list": {"title": "canary", "description": "To read."},
    "session_create": {"title": "canary", "summary": "About it.", "day": "2030-05-01", "kind": "module"},
    "session_edit": {"title": "canary", "access_information": "Ramp."},
    "session_move": {"day": "2030-05-01", "reason": "canary"},
    "session_cancel": {"reason": "canary"},
    "series_create": {"titles": "canary\nSecond", "first_day": "2030-05-01"},
}


@pytest.mark.parametrize(
    ("role", "name"), [("participant", "accommodation_ask"), ("participant", "accommodation_detail"),
                       ("coordinator", "accommodation_answer"), ("participant", "standing_needs")],
)  # fmt: skip
def test_what_was_typed_about_a_need_survives_it_too(cast, live_session, role, name):
    request = AccommodationRequestFactory(person=cast["participant"], live_session=live_session)
    typed = {
        "accommodation_ask": {"kinds": "asl", "words": "canary"},
        "accommodation_detail": {"body": "canary"},
        "accommodation_answer": {"status": "not_met", "answer": "canary"},
        "standing_needs": {"kinds": "asl", "words": "canary"},
    }[name]
    args = {"accommodation_ask": [live_session.slug], "standing_needs": []}.get(name, [request.pk])
    url = reverse(f"sessions:{name}", args=args if name == "standing_needs" else [cast.cohort.slug, *args])
    comes_back(signed_in(cast[role]), cast[role], url, typed)
    request.refresh_from_db()
    assert (request.words, request.status) == ("", "open")


@pytest.mark.parametrize("name", TYPED)
def test_what_was_typed_at_the_desk_survives_an_expired_sign_in(cast, address, live_session, name):
    before = list(LiveSession.objects.values())
    comes_back(signed_in(cast["facilitator"]), cast["facilitator"], address(name), TYPED[name])
    assert list(LiveSession.objects.values()) == before


def test_a_box_that_was_unticked_stays_so(cast, live_session):
    recording = RecordingFactory(live_session=live_session, has_captions=True)
    url = reverse("sessions:recording_edit", args=[cast.cohort.slug, live_session.slug, recording.pk])
    client = signed_in(cast["facilitator"])
    sent = values_of(kept_form(parsed(client.get(url))))
    assert sent.pop("has_captions") == "on"
    client.session.flush()
    page = signs_in_again(client, cast["facilitator"], client.post(url, sent))
    assert "has_captions" not in values_of(kept_form(parsed(page)))


def test_the_dates_of_a_series_come_back_row_by_row(cast, address):
    client = signed_in(cast["facilitator"])
    url = address("series_create")
    rule = values_of(kept_form(parsed(client.get(url)))) | {"first_day": "2030-05-01", "count": "2"}
    rows = values_of(kept_form(parsed(client.post(url, rule)))) | {"rows-1-title": "canary", "step": "save"}
    client.session.flush()
    answer = client.post(url, rows)
    back = values_of(kept_form(parsed(signs_in_again(client, cast["facilitator"], answer))))
    assert (back["rows-0-day"], back["rows-1-title"]) == (rows["rows-0-day"], "canary")
    assert not LiveSession.objects.filter(title="canary").exists()


def test_it_is_gone_once_it_has_arrived(cast, address):
    client = signed_in(cast["facilitator"])
    url = address("prompt_create")
    back = comes_back(client, cast["facilitator"], url, {"title": "canary"})
    saved = client.post(url, back)
    assert saved.status_code == 302
    pages = [parsed(client.get(saved.url)), parsed(client.get(saved.url))]
    # The browser is told once that it needs its draft no longer.
    marks = [field.get("data-form-draft") for field in kept_form(parsed(client.get(url))).iter("input")]
    key = next(filter(None, marks))
    assert [page.find("body").get("data-draft-clear") for page in pages] == [key, None]
    assert values_of(kept_form(parsed(client.get(url))))["title"] == ""


def test_one_can_start_over(cast, address):
    client = signed_in(cast["facilitator"])
    url = address("session_move")
    comes_back(client, cast["facilitator"], url, {"reason": "canary"})
    assert client.post(url, {"start_over": "1"}).url == url
    assert values_of(kept_form(parsed(client.get(url))))["reason"] == ""


def test_at_a_shared_computer_it_is_given_to_its_writer_only(cast, address):
    client = signed_in(cast["facilitator"])
    url = address("prompt_create")
    sent = values_of(kept_form(parsed(client.get(url)))) | {"title": "canary"}
    client.session.flush()
    client.post(url, sent)
    client.force_login(cast["coordinator"])
    assert b"canary" not in client.get(url).content


@pytest.mark.parametrize("name", TYPED)
def test_the_signed_out_learn_nothing_of_what_is_there(address, name):
    url, gone = address(name), address(name).replace("/cohorts/", "/cohorts/no-")
    there, nowhere = Client().post(url, TYPED[name]), Client().post(gone, TYPED[name])
    assert (there.status_code, nowhere.status_code) == (302, 302)
    assert there.url.replace("/cohorts/", "/cohorts/no-") == nowhere.url
