"""Which column of a spreadsheet is which: by its header, in the words people write."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

# The columns of a roster in the order they are written, with the longest text each may hold.
COLUMNS: Mapping[str, int] = {
    "email": 254,
    "name": 120,
    "organization": 160,
    "organization_type": 40,
    "team": 160,
    "role": 40,
    "level": 40,
    "title": 120,
    "pronouns": 40,
    "language": 40,
    "time_zone": 64,
    "cohort": 160,
    "status": 40,
}
# Headers that people write for them, folded, in English and in Spanish. First and last names are put together.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "email": (
        *("emailaddress", "mail", "workemail", "eaddress", "emailid", "primaryemail", "contactemail", "mailaddress"),
        *("correo", "correoelectronico", "direcciondecorreo", "direccionelectronica", "direcciondecorreoelectronico"),
    ),
    "name": (
        *("fullname", "person", "participant", "participantname", "displayname", "teammember", "membername"),
        *("firstandlastname", "nombre", "nombrecompleto", "nombreyapellido", "nombreyapellidos", "participante"),
    ),
    "organization": (
        *("organisation", "org", "orgname", "organizationname", "organisationname", "healthcenter", "healthcentername"),
        *("agency", "employer", "company", "institution", "organizacion", "institucion", "centrodesalud", "entidad"),
        "nombredelaorganizacion",
    ),
    "organization_type": (
        *("organisationtype", "orgtype", "typeoforganization", "typeoforganisation", "kind", "type"),
        *("tipo", "tipodeorganizacion"),
    ),
    "team": ("teamname", "equipo", "nombredelequipo", "nombredeequipo"),
    "role": (
        *("cohortrole", "roleincohort", "roleinthecohort", "programrole", "teamrole", "roleonteam", "roleontheteam"),
        *("rol", "funcion", "rolenlacohorte", "rolenelequipo"),
    ),
    "level": ("rolelevel", "levelofrole", "positionlevel", "seniority", "nivel", "niveldelrol", "niveldelcargo"),
    "title": ("jobtitle", "roleatwork", "position", "cargo", "puesto", "titulo"),
    "pronouns": ("pronoun", "pronombres", "pronombre"),
    "language": ("lang", "preferredlanguage", "invitationlanguage", "idioma", "idiomapreferido", "lengua"),
    "time_zone": ("tz", "zonahoraria", "husohorario"),
    "cohort": ("cohortaddress", "cohorttitle", "cohortname", "cohorte"),
    "status": ("enrollmentstatus", "estatus"),
    "first_name": ("givenname", "forename", "first", "primernombre", "nombres"),
    "last_name": ("surname", "familyname", "last", "apellido", "apellidos"),
}
# How far down the headers may stand, below a title or a line of explanation.
DEEPEST_HEADER = 20
LONGEST_HEADER = 120
PARENTHESES = re.compile(r"[(\[].*?[)\]]")


def folded(text: str) -> str:
    """For comparing: without case, accents, spaces and punctuation."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "", plain.casefold())


_MEANING = {folded(name): name for name in (*COLUMNS, *ALIASES)} | {
    alias: name for name, aliases in ALIASES.items() for alias in aliases
}


def column_of(header: str) -> str | None:
    """The column a header means; what stands in parentheses (“required”) is let go where it is in the way."""
    header = header[:LONGEST_HEADER]
    return _MEANING.get(folded(header)) or _MEANING.get(folded(PARENTHESES.sub("", header)))


def nearest_column(header: str) -> str:
    """The column that was probably meant by a header we don't know, or ""."""
    near = get_close_matches(folded(header[:LONGEST_HEADER]), list(_MEANING), n=1, cutoff=0.8)
    return _MEANING[near[0]] if near else ""


def holds_headers(cells: Sequence[str]) -> bool:
    """Whether a row is one of headers: the only column that is needed is among them."""
    return any(cell and column_of(cell) == "email" for cell in cells)


def header_place(rows: Sequence[Sequence[str]]) -> int:
    """Where the headers stand: in the first row that has the needed one, else in the first that isn't blank."""
    places = range(min(len(rows), DEEPEST_HEADER))
    found = [place for place in places if holds_headers(rows[place])]
    return found[0] if found else next((place for place in places if rows[place]), 0)
