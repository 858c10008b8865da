from __future__ import annotations

import random

import pytest

from sessions.attendance.columns import HEADERS, column_of, find_columns, is_webinar

# Headers of reports as they are met, each with the column of every place.
MET = [
    (
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent",
        "name email joined left minutes guest -",
    ),
    (
        (
            "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,"
            "Recording disclaimer response,In waiting room"
        ),
        "name email joined left minutes guest - waiting",
    ),
    (
        "Name (Original Name),User Email,Total Duration (Minutes),Guest",
        "name email minutes guest",
    ),
    (
        "Name (Original Name),User Email,Total Durection(Minutes),Guest,",
        "name email minutes guest -",
    ),
    (
        (
            "Nombre (nombre original),Correo electrónico,Hora de entrada,Hora de salida,"
            "Duración (minutos),Invitado,En sala de espera"
        ),
        "name email joined left minutes guest waiting",
    ),
    (
        "Nombre (nombre original),E-mail del usuario,Hora para unirse,Hora para salir,Duración (minutos),Invitado",
        "name email joined left minutes guest",
    ),
    (
        "Nome (nome original),E-mail,Ingressar na hora,Hora de saída,Duração (minutos),Convidado,Na sala de espera",
        "name email joined left minutes guest waiting",
    ),
    (
        "Nome (nome originale),E-mail,Ora di ingresso,Ora di uscita,Durata (minuti),Guest,In sala d’attesa",
        "name email joined left minutes guest waiting",
    ),
    (
        (
            "Nom (nom original),Adresse e-mail de l’utilisateur,Heure d’arrivée,Heure de départ,"
            "Durée (minutes),Invité,Salle d’attente"
        ),
        "name email joined left minutes guest waiting",
    ),
    (
        "이름(원래 이름),사용자 이메일,참가 시간,나간 시간,기간(분),게스트",
        "name email joined left minutes guest",
    ),
]
# The block about the meeting, which holds an address and minutes too.
ABOVE = [
    "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants",
    "Topic,ID,Host name,Host email,Duration (minutes),Start time,End time,Participants",
    "Tema,ID,Organizador,Duración (minutos),Hora de inicio,Hora de finalización,Participantes",
    "Argomento,ID,Organizzatore,Durata (minuti),Ora di inizio,Ora di fine,Partecipanti",
]


def expected(words):
    return {column: place for place, column in enumerate(words.split()) if column != "-"}


@pytest.mark.parametrize(("header", "words"), MET)
@pytest.mark.parametrize("above", ["", *ABOVE])
def test_the_headers_of_each_language_below_the_block(header, words, above):
    rows = [above.split(","), ["8520", "x", "", "", "host@example.org", "90", "3"], []] if above else []
    found = find_columns([*rows, header.split(","), ["Ana"]])
    assert (found.row, found.places, found.missing) == (len(rows), expected(words), ())


@pytest.mark.parametrize(("header", "words"), MET)
@pytest.mark.parametrize("seed", range(5))
def test_in_any_order_and_writing(header, words, seed):
    chance = random.Random(seed)
    pairs = list(zip(header.split(","), words.split(), strict=False))
    chance.shuffle(pairs)
    written = [
        chance.choice([str.upper, str.lower, str.title])(head).replace(" ", chance.choice(["  ", "_", "\u00a0"]))
        for head, _ in pairs
    ]
    assert find_columns([written]).places == expected(" ".join(word for _, word in pairs))


def test_a_usage_report_has_the_host_left_of_the_person():
    header = (
        "Topic,Meeting ID,User Name,User Email,Department,Start Time,End Time,Duration (Minutes),Participants,"
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room"
    )
    places = find_columns([header.split(",")]).places
    assert places == {
        "meeting_id": 1,
        "name": 9,
        "email": 10,
        "joined": 11,
        "left": 12,
        "minutes": 13,
        "guest": 14,
        "waiting": 15,
    }


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("", ("Name (Original Name)", "Join Time")),
        ("Topic,ID,Start time", ("Name (Original Name)", "Join Time")),
        ("Name,Email", ("Join Time",)),
        ("Join time,Leave time", ("Name (Original Name)",)),
        ("Email,Duration (minutes)", ()),
        ("Name,Join time", ()),
    ],
)
def test_what_is_missing_is_named(header, missing):
    assert find_columns([header.split(",")]).missing == missing
    assert find_columns([]).missing == ("Name (Original Name)", "Join Time")


def test_no_header_means_two_things():
    assert [header for column, headers in HEADERS.items() for header in headers if column_of(header) != column] == []


def test_a_webinars_report_is_known():
    assert is_webinar([["Attendee Report"], ["Topic"], ["Host Details"]])
    assert not is_webinar([["Name", "Attendee details"], []])
