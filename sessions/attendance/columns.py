"""Which column of a participants report is which: Zoom writes its headers in the language of the account, and changes them.

English, Spanish, Portuguese, Italian and Korean headers are as met in reports; French and German partly; others are not known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cohorts.roster.headers import folded

HEADERS: Mapping[str, tuple[str, ...]] = {
    "name": (
        *(
            "Name (Original Name)",
            "Name",
            "User Name (Original Name)",
            "User Name",
            "Full Name",
            "Participant",
            "Attendee",
        ),
        *(
            "Nombre (nombre original)",
            "Nombre",
            "Nombre de usuario (nombre original)",
            "Nombre de usuario",
            "Participante",
        ),
        *("Nome (nome original)", "Nome", "Nome (nome originale)", "Nom (nom original)", "Nom"),
        *("Name (ursprünglicher Name)", "이름(원래 이름)", "이름"),
    ),
    "email": (
        *("User Email", "Email", "Email Address", "User Email Address", "E-mail", "E-mail do usuário"),
        *("Correo electrónico", "Correo electrónico del usuario", "E-mail del usuario", "Correo"),
        *(
            "Adresse e-mail",
            "Adresse e-mail de l’utilisateur",
            "Email dell'utente",
            "E-Mail-Adresse",
            "사용자 이메일",
            "이메일",
        ),
    ),
    "joined": (
        *(
            "Join Time",
            "Joined",
            "Time Joined",
            "First Join Time",
            "Hora de entrada",
            "Hora para unirse",
            "Hora de ingreso",
        ),
        *("Ingressar na hora", "Ora di ingresso", "Ora di entrata", "Heure d’arrivée", "Heure de connexion"),
        *("Beitrittszeit", "Beitrittszeitpunkt", "참가 시간"),
    ),
    "left": (
        *("Leave Time", "Left", "Time Left", "Last Leave Time", "Hora de salida", "Hora para salir", "Hora de saída"),
        *("Ora di uscita", "Heure de départ", "Heure de déconnexion", "나간 시간"),
    ),
    "minutes": (
        *("Duration (Minutes)", "Duration", "Total Duration (Minutes)", "Total Durection(Minutes)", "Duration (min)"),
        *("Time in Meeting (minutes)", "Duración (minutos)", "Duración total (minutos)", "Duração (minutos)"),
        *("Duração total (minutos)", "Permanência (minutos)", "Durata (minuti)", "Durata totale (minuti)"),
        *(
            "Durée (minutes)",
            "Durée totale (minutes)",
            "Dauer (Minuten)",
            "Gesamtdauer (Minuten)",
            "기간(분)",
            "참가 시간(분)",
        ),
    ),
    "guest": ("Guest", "Is Guest", "Invitado", "Convidado", "Invité", "Gast", "게스트"),
    "waiting": (
        *("In Waiting Room", "Waiting Room", "En sala de espera", "Na sala de espera", "In sala d'attesa"),
        *("Salle d’attente", "Dans la salle d’attente", "Im Warteraum", "대기실"),
    ),
    "meeting_id": (
        *("Meeting ID", "ID", "ID de la reunión", "ID de reunión", "ID da reunião", "ID riunione", "ID de réunion"),
        *("Meeting-ID", "회의 ID"),
    ),
}
_MEANING = {folded(header): column for column, headers in HEADERS.items() for header in headers}
PARENTHESES = re.compile(r"[(（\[].*?[)）\]]")
# How far down the headers may stand: below the block about the meeting, or a title somebody wrote.
DEEPEST_HEADER = 30
LONGEST_HEADER = 120
# Words that stand alone in a line of a webinar's report, folded.
WEBINAR = frozenset({"attendeedetails", "panelistdetails", "hostdetails", "attendeereport"})


@dataclass(frozen=True)
class Columns:
    """`row` is the row of the headers (0 is the first), `places` where each known column stands."""

    row: int
    places: Mapping[str, int]

    @property
    def missing(self) -> tuple[str, ...]:
        """What a report can't be without, by the header Zoom gives it in English."""
        lacks = [] if "name" in self.places or "email" in self.places else [HEADERS["name"][0]]
        if "minutes" not in self.places and "joined" not in self.places:
            lacks.append(HEADERS["joined"][0])
        return tuple(lacks)


def column_of(header: str) -> str | None:
    """The column a header means, with or without what stands in its parentheses."""
    header = header[:LONGEST_HEADER]
    return _MEANING.get(folded(header)) or _MEANING.get(folded(PARENTHESES.sub("", header)))


def find_columns(rows: Sequence[Sequence[str]]) -> Columns:
    """The first row in which the columns of a person stand; where there is none, that which has the most of them."""
    best = Columns(0, {})
    for number, row in enumerate(rows[:DEEPEST_HEADER]):
        found = Columns(number, _places(row))
        if "name" in found.places and not found.missing:
            return found
        if len(found.places) > len(best.places):
            best = found
    return best


def is_webinar(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the file is a webinar's report, which has several tables in one."""
    return any(folded(row[0]) in WEBINAR for row in rows[:DEEPEST_HEADER] if row)


def _places(row: Sequence[str]) -> dict[str, int]:
    """Where each column stands. A usage report has the host's address and the meeting's minutes left of the person's name."""
    meanings = [column_of(header) if header else None for header in row]
    places = {column: place for place, column in reversed(list(enumerate(meanings))) if column}
    originals = [place for place, column in enumerate(meanings) if column == "name"]
    if not originals:
        return places
    places["name"] = originals[-1]
    for column in ("email", "minutes", "joined", "left"):
        right = [place for place, meaning in enumerate(meanings) if meaning == column and place > places["name"]]
        if right:
            places[column] = right[0]
    return places
