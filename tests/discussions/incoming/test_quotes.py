"""What programs put around an answer, and what is left when it is gone."""

from __future__ import annotations

import pytest

from discussions.incoming.quotes import own_words, still_holds

MARKS = ["Write your answer above this line", "Escriba su respuesta sobre esta línea"]
OURS = ["no-reply@portal.example.org", "reply@portal.example.org", "reply+p"]
QUOTED = "> -- Write your answer above this line --\n>\n> Lena replied to you.\n> --\n> CoP Portal"


def left(text):
    return own_words(text, marks=MARKS, ours=OURS)


@pytest.mark.parametrize(
    "between",
    [
        "On Wed, Sep 16, 2026 at 9:00 AM CoP Portal <no-reply@portal.example.org> wrote:",
        "On Wed, Sep 16, 2026 at 9:00 AM A Portal With A Long Name <\nno-reply@portal.example.org> wrote:",
        "> On 16 Sep 2026, at 09:00, CoP Portal <no-reply@portal.example.org> wrote:\n>",
        "El mié, 16 sept 2026 a las 9:00, CoP Portal (<no-reply@portal.example.org>) escribió:",
        "El 16/09/2026 a las 9:00, CoP Portal escribió:",
        "Am Mi., 16. Sept. 2026 um 09:00 Uhr schrieb CoP Portal <no-reply@portal.example.org>:",
        "Am 16.09.26 um 09:00 schrieb CoP Portal:",
        "Le mer. 16 sept. 2026 à 09:00, CoP Portal <no-reply@portal.example.org> a écrit :",
        "2026-09-16 9:00 GMT-05:00 CoP Portal <no-reply@portal.example.org>:",
        "ke 16. syysk. 2026 klo 9.00 CoP Portal (no-reply@portal.example.org) kirjoitti:",
    ],
)
def test_the_line_that_says_who_wrote_goes_with_the_quote(between):
    assert (
        left(f"We do, in two clinics.\n\nSince May.\n\n{between}\n{QUOTED}\n") == "We do, in two clinics.\n\nSince May."
    )


@pytest.mark.parametrize(
    "head",
    [
        "_______________________\nFrom: CoP Portal <no-reply@portal.example.org>\nSent: Wednesday\nTo: Ana\nSubject: New",
        "De: CoP Portal <no-reply@portal.example.org>\nEnviado: miércoles\nPara: Ana\nAsunto: Nuevo",
        "*Von:* CoP Portal\n*Gesendet:* Mittwoch\n*An:* Ana\n*Betreff:* Neu",
        "-----Original Message-----\nFrom: CoP Portal\nSent: Wednesday",
        "-----Mensaje original-----",
        "-----Ursprüngliche Nachricht-----",
        "-- Write your answer above this line --",
        "*Escriba su respuesta sobre esta línea*",
    ],
)
def test_outlook_quotes_without_a_sign(head):
    assert left(f"We do.\n\n{head}\n\nLena replied to you\nWho maps rent?\n") == "We do."


@pytest.mark.parametrize(
    "ending",
    [
        "-- \nAna Ruiz\nHealth center\n555 0100",
        "Sent from my iPhone",
        "Enviado desde mi iPhone",
        "Von meinem iPhone gesendet",
        "Gesendet von Outlook für Android",
        "Get Outlook for iOS <https://aka.ms/o0ukef>",
        "Obtener Outlook para Android",
    ],
)
def test_signatures_go(ending):
    assert left(f"We do.\n\n{ending}\n\n{QUOTED}") == "We do."
    assert left(f"We do.\n\n{ending}\n") == "We do."


def test_below_the_quote():
    assert left(f"On 16 Sep 2026 CoP Portal wrote:\n{QUOTED}\n\nWe do.\n\nSince May.\n") == "We do.\n\nSince May."


def test_between_the_quotes_what_is_spoken_of_stays():
    text = "On 16 Sep 2026 CoP Portal wrote:\n> Who maps rent?\n\nWe do.\n\n> And who pays?\n\nThe county.\n\n> Bye\n"
    assert left(text) == "> Who maps rent?\n\nWe do.\n\n> And who pays?\n\nThe county."


@pytest.mark.parametrize(
    "words",
    [
        "Three things:\n\n- one\n- two\n\nAnd more.",
        "Thanks, Lena. That helps.\n\nThanks,\nand here is what we did in May.",
        "From: the county. To: us. We wrote it down.",
        "On Monday we wrote: nobody came.",
        "# A heading\n\n1. first\n2. second\n\n    code",
        "I write -- as you see -- with dashes.",
        "Best regards from the clinic,\nAna",
        "Sent from my desk were forty letters.\nThen they came.",
    ],
)
def test_what_people_write_is_left_alone(words):
    assert left(words) == words
    assert left(f"{words}\n\nOn 16 Sep 2026 CoP Portal wrote:\n{QUOTED}") == words


def test_a_quote_alone_is_nothing():
    assert left(f"\n\n{QUOTED}") == left("Sent from my iPhone") == left("") == ""


def test_what_is_ours_is_known_again():
    assert still_holds("see REPLY+P1-2@x", marks=MARKS, ours=OURS)
    assert still_holds(QUOTED, marks=MARKS, ours=OURS)
    assert not still_holds("We do.", marks=MARKS, ours=OURS)
