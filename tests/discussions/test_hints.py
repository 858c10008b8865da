"""The hints: what they must find, what they must leave alone, and that no text makes them slow."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from discussions import hints
from discussions.hints import (
    BIRTH,
    LOBBYING,
    PHONE,
    RECORD,
    SOCIAL_SECURITY,
    findings,
    unseen,
)

PATIENT_DATA = [
    ("MRN 4471982 came in twice this month.", RECORD),
    ("Her chart (MRN: 00-44719) says so.", RECORD),
    ("mrn#A123456", RECORD),
    ("See medical record number 8837462.", RECORD),
    ("Medical Record No. 88374", RECORD),
    ("The patient ID is 5567123.", RECORD),
    ("chart number 772210", RECORD),
    ("Su historia clínica 445512 lo dice.", RECORD),
    ("El número de expediente es 998812.", RECORD),
    ("Expediente médico: 445566", RECORD),
    ("NHC 1234567", RECORD),
    ("SSN 123-45-6789", SOCIAL_SECURITY),
    ("Her number is 123-45-6789.", SOCIAL_SECURITY),
    ("123–45–6789", SOCIAL_SECURITY),
    ("social security number 123456789", SOCIAL_SECURITY),
    ("Seguro social: 123 45 6789", SOCIAL_SECURITY),
    ("Maria Lopez, DOB 3/4/1985, was told no.", BIRTH),
    ("Maria Lopez (date of birth: March 4, 1985)", BIRTH),
    ("D.O.B. 03/04/85, John O’Neil", BIRTH),
    ("Mr. Jones, born 3/4/1961, has no ride.", BIRTH),
    ("patient Rosa born on 1961-04-03", BIRTH),
    ("Rosa Díaz, fecha de nacimiento 4 de marzo de 1985", BIRTH),
    ("Rosa Díaz, nacida el 04/03/1985", BIRTH),
    ("Call her at (555) 123-4567.", PHONE),
    ("555-867-5309", PHONE),
    ("+1 555.867.5309", PHONE),
    ("Su teléfono es 5558675309", PHONE),
    ("her cell: 867-5309", PHONE),
    ("Llámela al +52 55 1234 5678", PHONE),
]

NO_PATIENT_DATA = [
    "We served 1,234,567 visits in 2024.",
    "Our MRN field is missing in the export.",
    "MRN matching went up by 2024.",
    "medical record review of 30 charts",
    "The record number of visits, 123456, surprised us.",
    "Grant H80CS00123 ended.",
    "EIN 12-3456789",
    "ZIP 10001-1234",
    "Room 555-12",
    "ISBN 978-3-16-148410-0",
    "doi 10.1001/jama.2020.12345",
    "https://zoom.us/j/555-867-5309",
    "Zoom meeting 845 1234 5678",
    "The budget was 555.123 dollars in 2025.",
    "Call 988 or 911. Call 211 for housing.",
    "Call our line at 1-800-555-0199.",
    "The date of birth is asked for on the form.",
    "Date of birth: 3/4/1985 is an example of the format.",
    "Frederick Douglass was born in February 1818.",
    "Martin Luther King was born January 15, 1929.",
    "We meet on 3/4/2026 with Maria Lopez.",
    "Session on 2026-03-04, John Smith presents.",
    "From 2019-2020 to 2024-2025",
    "000-12-3456 and 666-12-3456 and 912-34-5678 are no such numbers",
    "123-45-67890",
    "La historia clínica compartida ayuda.",
    "El expediente 2024 sigue abierto.",
    "Nació en 1961 y vive sola.",
    "La fecha de nacimiento se pide dos veces.",
    "192.168.100.200",
    "5558675309 rows were read.",
]

CALLS = [
    "Call your senator today and ask her to vote for HB 123.",
    "Please contact your legislators about the Medicaid bill.",
    "Write to your representative.",
    "Let's urge the governor to veto it.",
    "We should all call our congressman.",
    "Can you email your state representative and tell him to oppose this bill?",
    "Tell Congress to pass the Housing Act.",
    "Everyone, call your council member before Tuesday!",
    "- Urge your lawmakers to expand Medicaid.",
    "Vote yes on Prop 12.",
    "Please vote against Measure B!",
    "Support H.R. 1234.",
    "Oppose this terrible bill.",
    "Help us pass SB 45.",
    "Vote for Maria Lopez for mayor.",
    "Sign this petition to the governor.",
    "Join us in calling your members of Congress.",
    "Not only patients ask it: please call your senators.",
    "Llama a tu senador y pídele que vote por la ley.",
    "Por favor, escriban a sus legisladores.",
    "Llamen a su congresista.",
    "Debemos exigir al gobernador que apruebe el proyecto de ley.",
    "Vota por la Proposición 12.",
    "Hay que llamar a nuestros representantes.",
    "Firmen esta petición al gobernador.",
]

NO_CALLS = [
    "Do not contact your legislators on work time.",
    "The money may not be used to call your senator.",
    "We never urge the governor to do anything.",
    "No llamen a su congresista con fondos del programa.",
    "The state senate passed HB 123 last year.",
    "HB 123 changed what Medicaid pays for.",
    "The mayor came to our kick-off.",
    "We invited our council member to the food bank.",
    "I work for the city council.",
    "How did your city council support this?",
    "What would you ask your senator?",
    "Ask the city council for its minutes.",
    "Ask your insurance representative about rides.",
    "Contact our sales representative.",
    "Call your sponsor before the meeting.",
    "Our funding forbids lobbying.",
    "We called our senator to learn how the program came about.",
    "She wrote to the governor's office for data and got it.",
    "Vote in the poll for the next topic!",
    "Please vote for your favorite priority.",
    "Vote on the three priorities by Friday.",
    "Support each other.",
    "Stop and think. Pass the microphone.",
    "Sign the attendance sheet.",
    "Sign this petition for a new coffee machine.",
    "El congreso aprobó la ley en 2023.",
    "La alcaldesa vino a la apertura.",
    "Llama a tu equipo antes del martes.",
    "Escribe a tu coordinadora.",
    "Vota por tu prioridad favorita.",
    "Apoya a tu equipo.",
    "We map the policies and laws that shape rent.",
    "Write three sentences about redlining and the laws behind it.",
]


def kinds(text, **asked):
    return [finding.kind for finding in findings(text, **asked)]


@pytest.mark.parametrize(("text", "kind"), PATIENT_DATA)
def test_looks_like_patient_data(text, kind):
    assert kinds(text) == [kind]
    assert kinds(f"Before it.\n\n{text}\n\nAfter it.") == [kind]


@pytest.mark.parametrize("text", NO_PATIENT_DATA)
def test_is_left_alone(text):
    assert findings(text, lobbying=True) == []


@pytest.mark.parametrize("text", CALLS)
def test_reads_like_a_call_to_lobby_and_is_asked_about_only_where_that_is_forbidden(text):
    assert kinds(text, lobbying=True) == [LOBBYING]
    assert kinds(f"We met.\n\n{text} See you soon.", lobbying=True) == [LOBBYING]
    assert findings(text) == []


@pytest.mark.parametrize("text", NO_CALLS)
def test_is_no_call(text):
    assert findings(text, lobbying=True) == []


def test_the_same_thing_twice_is_one_finding_and_each_has_words_to_show():
    found = findings("SSN 123-45-6789, again 123-45-6789. MRN 4471982.")
    assert [(finding.kind, finding.excerpt) for finding in found] == [
        (RECORD, "MRN 4471982"),
        (SOCIAL_SECURITY, "123-45-6789"),
    ]


def test_only_what_is_new_is_asked_about_again():
    first = findings("MRN 4471982")
    seen = [finding.token for finding in first]
    assert unseen(findings("Oh: MRN  4471982"), seen) == []
    assert [finding.kind for finding in unseen(findings("MRN 4471982, 555-867-5309"), seen)] == [PHONE]


def test_a_token_has_nothing_of_the_words():
    (finding,) = findings("MRN 4471982")
    assert "4471982" not in finding.token
    assert len(finding.token) == 16


def test_the_module_is_pure():
    imported = [
        line.split()[1]
        for line in Path(hints.__file__).read_text().splitlines()
        if line.startswith(("import ", "from "))
    ]
    assert imported == ["__future__", "re", "collections.abc", "dataclasses", "hashlib"]


@pytest.mark.parametrize(
    "piece",
    [
        "1", "1-", "12-", "123-45-", "(555) ", "+1 ", "+52 55 ", "MRN ", "MRN:#", "A ", "Aa ", "Aa Bb ", "DOB ", "born on ",
        "call ", "call your ", "please ", "vote ", "the ", "this a ", ".", "?", "S.", "H. R. ", "\n", "> ", "*",
        "not ", "senator ", "é",
        "1/", " ", "sign this petition ", "let's ", "we should ", "patient Rosa ", "Aa de ", "1.", "Mr. ",
    ],
)  # fmt: skip
def test_the_work_grows_with_the_text_and_no_faster(piece):
    """Of 20,000 characters, the longest a post can be. Ten seconds is a bound that only a runaway pattern meets."""
    text = (piece * 20_000)[:20_000]
    began = time.process_time()
    findings(text, lobbying=True)
    assert time.process_time() - began < 10
