"""What somebody wrote, without what they answer and without their signature.

Made to lose nobody's words: where it isn't clear what is whose, it stays, and `still_holds` says so. Pure, bounded patterns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# Of what is quoted between two paragraphs of an answer, the end is what they speak of.
MOST_QUOTED = 10
# Five times what a post may have; what is answered stands at the end.
LONGEST = 100_000
LONGEST_SIGNATURE = 20
LONGEST_ATTRIBUTION = 600
WROTE = r"wrote|escribi[oó]|escribe|schrieb|hat(?: folgendes)? geschrieben|a [eé]crit|ha scritto|scrisse|schreef|escreveu|skrev"
# “On Wed, Sep 16, 2026 at 9:00 AM CoP Portal <…> wrote:”; the line may have been wrapped.
ATTRIBUTION = re.compile(
    rf"(?:(?:on|el|am|le|il|op|em|den|d)\b|\d{{4}}-\d\d|[\w.]{{2,9}},? \d).{{3,300}}?\b(?:{WROTE})\b[^.!?]{{0,120}}:",
    re.IGNORECASE,
)
# The head of a mail as Outlook quotes it.
FIRST_FIELD = re.compile(r"[*\s]{0,4}(?:from|de|von|da|van|fra|från)[*\s]{0,3}:[*\s]{0,3}\S", re.IGNORECASE)
FIELD = re.compile(
    r"[*\s]{0,4}(?:sent|date|to|cc|subject|enviado(?: el)?|fecha|para|cc|asunto|gesendet|datum|an|betreff|envoy[eé]|[aà]|objet"
    r"|inviato|data|oggetto|verzonden|aan|onderwerp|sendt|til|emne)[*\s]{0,3}:",
    re.IGNORECASE,
)
SEPARATOR = re.compile(
    r"[-_ ]{2,12}(?:original message|mensaje original|urspr[uü]ngliche nachricht|message d['’]origine|messaggio originale"
    r"|mensagem original|forwarded message|mensaje reenviado|weitergeleitete nachricht)[-_ ]{0,12}",
    re.IGNORECASE,
)
RULE = re.compile(r"[_-]{20,}|[_*-]{3}")
# What telephones add.
FROM_A_PHONE = re.compile(
    r"(?:sent (?:from|with|via) (?:my |yahoo|outlook|mail|the |proton|aol|gmail|samsung|iphone|ipad)|get outlook for |sent from "
    r"|enviado desde |obtener outlook |enviado con |gesendet von |von meinem |outlook f[uü]r |envoy[eé] de |inviato da )"
    r".{0,120}",
    re.IGNORECASE,
)


def own_words(text: str, *, marks: Iterable[str], ours: Iterable[str]) -> str:
    """What was written in answer to a mail of ours.

    `marks` are the sentences that our mails begin with, to be answered above; `ours`, in lower case, what only our mails
    hold: addresses, mostly.
    """
    text = text[:LONGEST]
    lines = [line.rstrip() for line in text.split("\n")]
    own = tuple(ours)
    lines = lines[: _end(lines, tuple(marks))]
    runs = _runs(lines)
    spoken_of = _spoken_of(runs, own)
    kept: list[str] = []
    for place, (is_quote, part) in enumerate(runs):
        if not is_quote:
            is_before_quote = place + 1 < len(runs) or len(lines) < text.count("\n") + 1
            kept += _without_signature(_without_attribution(part, own) if is_before_quote else part)
        elif place in spoken_of:
            kept += ["", *part[-MOST_QUOTED:], ""]
    return _tidy(kept)


def still_holds(text: str, *, marks: Iterable[str], ours: Iterable[str]) -> bool:
    """Whether words of our own mail are left, with the secret addresses in them."""
    lowered = text.lower()
    return any(mark.lower() in lowered for mark in marks) or any(own in lowered for own in ours)


def _end(lines: Sequence[str], marks: Sequence[str]) -> int:
    """The line where another mail begins without a “>”: by our own mark, by a program's separator, by a head."""
    for number, line in enumerate(lines):
        if line.lstrip().startswith(">"):
            continue
        bare = line.strip(" *|\t")
        if any(mark in bare for mark in marks) or SEPARATOR.fullmatch(bare):
            return number
        if FIRST_FIELD.match(line):
            follow = [later for later in lines[number + 1 : number + 9] if later.strip()][:5]
            if sum(bool(FIELD.match(later)) for later in follow) >= 2:
                return number
    return len(lines)


def _runs(lines: Sequence[str]) -> list[tuple[bool, list[str]]]:
    """Lines that are quoted and lines that aren't, by turns; blank lines belong to what stands before them."""
    runs: list[tuple[bool, list[str]]] = []
    for line in lines:
        is_quote = line.lstrip().startswith(">")
        if runs and (is_quote == runs[-1][0] or (not line.strip() and runs[-1][0])):
            runs[-1][1].append(line)
        else:
            runs.append((is_quote, [line]))
    return runs


def _spoken_of(runs: Sequence[tuple[bool, list[str]]], own: tuple[str, ...]) -> range:
    """The quotes that stand between words of the answer, by their places; above all of them stands the mail that is answered."""
    written = [place for place, (is_quote, part) in enumerate(runs) if not is_quote and any(part)]
    if not written:
        return range(0)
    last = written[-1]
    first = next((place for place in written if _without_attribution(runs[place][1], own)), last)
    quotes = [place for place, (is_quote, _) in enumerate(runs) if is_quote and place < last]
    return range(0 if len(quotes) > 1 else first, last)


def _without_attribution(part: Sequence[str], own: tuple[str, ...]) -> list[str]:
    """Without the line that says who wrote what is quoted next."""
    lines = list(part)
    while lines and (not lines[-1].strip() or RULE.fullmatch(lines[-1].strip())):
        lines.pop()
    for count in range(1, min(4, len(lines)) + 1):
        said = " ".join(line.strip() for line in lines[-count:])
        if len(said) <= LONGEST_ATTRIBUTION and ATTRIBUTION.fullmatch(said):
            return lines[:-count]
    # In a language that isn't known here, it still says whom it is from.
    by_us = lines and lines[-1].rstrip().endswith(":") and any(name in lines[-1].lower() for name in own)
    return lines[:-1] if by_us else lines


def _without_signature(part: Sequence[str]) -> list[str]:
    """Up to the last line of two hyphens, and without what telephones add."""
    lines = list(part)
    signs = [number for number, line in enumerate(lines) if line.strip() in {"--", "—"}]
    if signs and len(lines) - signs[-1] <= LONGEST_SIGNATURE:
        lines = lines[: signs[-1]]
    while lines and (not lines[-1].strip() or FROM_A_PHONE.fullmatch(lines[-1].strip(" <>*"))):
        lines.pop()
    return lines


def _tidy(lines: Sequence[str]) -> str:
    """At most one blank line at a time, none around."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n").rstrip()
