"""What a text looks like it holds: data of a patient, or a call to lobby. Pure: neither Django nor a model.

Hints, not judgments: they ask the author and never block, so they are made to be right when they speak and may stay silent
(`tests/discussions/test_hints.py` has what they must find and what they must leave alone). English and Spanish. What is found
goes to its author's page and nowhere else: nothing here may be logged or stored. Each pattern is of bounded length, so the work
grows with the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

RECORD, SOCIAL_SECURITY, BIRTH, PHONE, LOBBYING = "record", "social_security", "birth", "phone", "lobbying"
# The author sees so much of what was found.
EXCERPT = 90
# Hyphens and spaces that word processors put in; one for one, so that places stay.
# Stands for the point of an abbreviation while sentences are told apart.
NO_STOP = "\u2024"
PLAIN = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-") | dict.fromkeys("\u00a0\u2007\u202f", " "))


@dataclass(frozen=True)
class Finding:
    """One thing a text looks like it holds, and the words that look so."""

    kind: str
    excerpt: str

    @property
    def token(self) -> str:
        """Names the finding without its words: what a form says its author has seen."""
        return sha256(f"{self.kind}:{' '.join(self.excerpt.lower().split())}".encode()).hexdigest()[:16]


def findings(text: str, *, lobbying: bool = False) -> list[Finding]:
    """What the text looks like it holds, each once; calls to lobby where those are asked about."""
    plain = text.translate(PLAIN)
    found = [*_patient_data(plain), *(_calls_to_lobby(plain) if lobbying else ())]
    return list({finding.token: finding for finding in found}.values())


# --- Patient data ---------------------------------------------------------------------------------

SSN = re.compile(r"(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-]|\.\d)")
SSN_NAMED = re.compile(
    r"\b(?:ssn|social security(?: number| no\.?)?|(?:n[uú]mero (?:de|del) )?seguro social|nss)\b"
    r"[\s:#=]{0,4}(?:is |es |was |era )?(?P<number>\d{3}[- ]?\d{2}[- ]?\d{4})(?![\w-])",
    re.IGNORECASE,
)
RECORD_NAMED = re.compile(
    r"\b(?:mrn|medical record|patient (?:id|number|no\.)|chart (?:number|no\.|#)|historia cl[ií]nica|nhc"
    r"|expediente (?:cl[ií]nico|m[eé]dico)|n[uú]mero (?:de|del) (?:expediente|historia|paciente))"
    r"(?:(?: number| no\.?| id|n[uú]m\.?| n[uú]mero)\b)?[\s:#.°º=-]{0,4}(?:(?:is|es|was|era|n[uú]mero|number|no\.) ?#?)?"
    r"(?P<number>[A-Z]{0,3}-?\d[\d-]{2,13}\d)(?!\w)",
    re.IGNORECASE,
)
DAY = (
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:(?:19|20)\d{2}|\d{2})|(?:19|20)\d{2}-\d{2}-\d{2}"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d{2}"
    r"|\d{1,2}(?: de)? (?:ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic|jan|apr|aug|dec)[a-z]{0,7}(?: de"
    r"| del)? (?:19|20)\d{2})"
    r"(?!\d)"
)
NUMERIC_DAY = r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:(?:19|20)\d{2}|\d{2})|(?:19|20)\d{2}-\d{2}-\d{2})(?!\d)"
BORN = re.compile(
    r"(?:\bd\.?o\.?b\b\.?|\b(?:date of birth|birth ?date|fecha de nacimiento|f\. ?nac\.|fdn)\b)"
    rf"[\s:(=,-]{{0,4}}(?:is |es |was |era |on |el )?{DAY}"
    rf"|\b(?:born|naci[oó]|nacid[oa])\b(?: on| el)?[\s:(,]{{1,3}}{NUMERIC_DAY}",
    re.IGNORECASE,
)
# A name: two words that begin with capitals, or one after a word that says so.
NAME = re.compile(
    r"\b[A-ZÁÉÍÓÚÑ][a-záéíóúñü'’]{1,20}(?: [A-ZÁÉÍÓÚÑ]\.?)?(?: (?:de|del|la|las|los|van"
    r"|von))? [A-ZÁÉÍÓÚÑ][A-Za-zÁÉÍÓÚÑáéíóúñü'’-]{1,24}\b"
    r"|\b(?:[Mm]rs?\.?|[Mm]s\.?|[Ss]ra?\.?|[Pp]atient|[Pp]aciente|[Cc]lient[ea]?|[Nn]amed?"
    r"|[Ll]lamad[oa]) [A-ZÁÉÍÓÚÑ][a-záéíóúñü'’]{1,20}\b"
)
# Words that stand with capitals beside a date of birth and are nobody's name.
NO_NAME = {
    "date",
    "birth",
    "fecha",
    "nacimiento",
    "social",
    "security",
    "medical",
    "record",
    "health",
    "center",
    "community",
}
NEARBY = 70
PHONE_NUMBER = re.compile(
    r"(?<![\w.,/=#-])(?:\+?1[-. ]{0,2})?(?:\((?P<area>[2-9]\d{2})\) ?"
    r"|(?P<code>[2-9]\d{2})[-. ])\d{3}[-. ]\d{4}(?![\w-]|\.\d)"
    r"|(?<![\w.,/=#-])\+(?!1[-. (])\d{1,3}(?:[ -]\d{2,4}){2,4}(?![\w-])"
)
PHONE_NAMED = re.compile(
    r"\b(?:phone|cell|mobile|telephone|tel|tel[eé]fono|celular|m[oó]vil|whatsapp)\b"
    r"(?: number| no\.?| is| es| n[uú]mero)?(?: is| es)?[\s:.#]{0,3}(?P<number>\d{10}|\d{3}-\d{4})(?![\w-])",
    re.IGNORECASE,
)
# Numbers that whole agencies have, not patients.
TOLL_FREE = {"800", "833", "844", "855", "866", "877", "888", "900"}


def _patient_data(text: str) -> Iterator[Finding]:
    for match in RECORD_NAMED.finditer(text):
        digits = sum(character.isdigit() for character in match["number"])
        if digits >= 5:
            yield _finding(RECORD, match[0])
    for match in (*SSN.finditer(text), *SSN_NAMED.finditer(text)):
        number = match.groupdict().get("number") or match[0]
        yield Finding(SOCIAL_SECURITY, number)
    for match in BORN.finditer(text):
        if name := _name_near(text, match.start(), match.end()):
            yield _finding(BIRTH, f"{name} … {match[0]}")
    for match in PHONE_NUMBER.finditer(text):
        if (match["area"] or match["code"]) not in TOLL_FREE:
            yield _finding(PHONE, match[0])
    for match in PHONE_NAMED.finditer(text):
        yield _finding(PHONE, match["number"])


def _name_near(text: str, start: int, end: int) -> str:
    """A name that stands close before or after; empty where none does."""
    for around in (text[max(0, start - NEARBY) : start], text[end : end + NEARBY]):
        for match in NAME.finditer(around):
            if not NO_NAME & {word.lower().strip(".’'") for word in match[0].split()}:
                return match[0]
    return ""


# --- Calls to lobby -------------------------------------------------------------------------------

SENTENCE = re.compile(r"[^.!?\n]{1,400}(?:\.(?=\w)[^.!?\n]{1,200}){0,3}[.!?]?")
ABBREVIATIONS = re.compile(r"\b(H\. ?R|S|A|B|U\. ?S|Sen|Rep|Gov|Dr|Mr|Mrs|Ms|No)\.(?= ?[A-Z\d])")
OFFICIAL = re.compile(
    r"\b(?:senators?|congress(?:man|woman|men|women|people|members?)?|members? of congress|legislators?"
    r"|legislature|lawmakers?"
    r"|assembly ?(?:man|woman|members?)|council ?(?:man|woman|members?)|city council|county commissioners?|governor|mayor"
    r"|(?:state|u\.?s\.?|elected) (?:representatives?|officials?|leaders?|house|senate)"
    r"|(?:your|our) (?:local )?representatives?|capitol"
    r"|senador(?:es|as?)?|congresistas?|congreso|legislador(?:es|as?)?|diputad[oa]s?|gobernador(?:es|as?)?"
    r"|alcald(?:e|es|esas?)"
    r"|concejal(?:es|as?)?|asamble[ií]stas?|(?:su|tu|sus|tus|nuestros?|vuestros?) representantes?)\b",
    re.IGNORECASE,
)
ASK = (
    r"(?:call(?: on| up)?|write(?: to)?|e-?mail|contact|phone|text|urge|ask|tell|petition|lobby|pressure|push"
    r"|demand that|message"
    r"|ll[aá]m(?:a|e|en|ad)(?:le|les)?|ll[aá]memos|escr[ií]b(?:e|a|an|id|e)(?:le|les|nle|nles)?|escribamos"
    r"|contact(?:a|e|en|emos)|p[ií]d(?:e|a|an)(?:le|les|nle|nles)?|pidamos|ex[ií]j(?:a|an|e)(?:le|les|nle|nles)?|exijamos"
    r"|presion(?:a|e|en|emos))"
)
# The sentence begins with the asking, or with somebody being asked to.
BEGINS = re.compile(
    rf"^[\s>*#_\-\d)]{{0,8}}(?:please,? |today,? |now,? |so,? |and |then |everyone,? |everybody,? "
    rf"|all of you,? |por favor,? |hoy,? "
    rf"|ahora,? |y )?{ASK}\b",
    re.IGNORECASE,
)
BIDDEN = re.compile(
    rf"\b(?:please|let[’']s|let us|(?:we|you|everyone|everybody|all of us) (?:all )?(?:must|should|need to|have to|can all)"
    rf"|i (?:ask|urge) (?:you|everyone|all of you) (?:all )?to|join (?:me|us) in|(?:can|could|will"
    rf"|would) you(?: all| please)?|por favor"
    rf"|(?:debemos|hay que|tenemos que|deben|les pido que|los invito a|las invito a|vamos a)) "
    rf"(?:please |all |each |also )?(?:{ASK}|calling|writing(?: to)?|e-?mailing|contacting|urging|telling"
    rf"|llamar|escribir|contactar"
    rf"|pedir|exigir|presionar)(?:les?)?\b",
    re.IGNORECASE,
)
BILL = (
    r"(?:(?:H\.? ?[BRJ]\.?|S\.? ?[BRJ]\.?|A\.? ?B\.?|L\.? ?D\.?) ?\d{1,5}|(?:house|senate|assembly) (?:bill|file) ?#?\d{0,5}"
    r"|(?:prop(?:osition)?\.?|measure|ballot (?:measure|question|initiative)|question) (?:\d{1,4}|[A-Z]\b)"
    r"|(?:this|that|the|these|those) (?:[\w’'-]{1,20} ){0,3}(?:bills?|legislation|amendment|ballot measure|referendum)"
    r"|(?:este|esta|el|la|ese|esa) (?:proyecto de ley|propuesta de ley|iniciativa de ley|enmienda|refer[eé]ndum)"
    r"|(?:proposici[oó]n|medida) (?:\d{1,4}|[A-Z]\b))"
)
AIM = re.compile(
    rf"\b(?:vot(?:e|ing|en|ar)|support|oppose|pass(?: it)?|block|reject|veto|sign|co-?sponsor|repeal|fund"
    rf"|defund|expand|approve|kill"
    rf"|apoy(?:e|en|ar)|rechac(?:e|en)|rechazar|aprueb(?:e|en)|aprobar|vetar|firm(?:e|en|ar)|derog(?:ue|uen|ar))\b|\b{BILL}",
    re.IGNORECASE,
)
VOTE = re.compile(
    rf"(?:^[\s>*#_-]{{0,6}}|[,;:] |\b(?:please|let[’']s|must|should|to|por favor|debemos|hay que|a) )"
    rf"(?:vote (?:yes |no )?(?:for|on|against)|vote down|support|oppose|help (?:us )?(?:pass|defeat|stop)|defeat|stop|pass"
    rf"|vot(?:a|e|en|emos|ar) (?:s[ií] |no )?(?:por|en contra de|contra|a favor de|en|a)|apoy(?:a|e|en|emos|ar)"
    rf"|rechac(?:e|en|emos)|rechaza|rechazar) (?:la |el )?(?:{BILL})",
    re.IGNORECASE,
)
CANDIDATE = re.compile(
    r"(?:^[\s>*#_-]{0,6}|\b(?:please|let[’']s|must|should|por favor|debemos|hay que) )"
    r"(?:vote(?: for| out| against)|elect|re-?elect|vot(?:a|e|en|emos|ar) (?:por|contra))\b[^.!?\n]{0,60}"
    r"\b(?:for (?:state |city |u\.?s\.? )?(?:senate|senator|congress|governor|mayor|assembly|city council|president)"
    r"|candidat[eoa]s?|senador|senadora|gobernador|gobernadora|alcalde|alcaldesa|presidente|presidenta)\b",
    re.IGNORECASE,
)
PETITION = re.compile(
    r"\b(?:sign|firm(?:a|e|en|emos)) (?:(?:the|this|our|la|esta|nuestra) )(?:petition|petici[oó]n)\b", re.IGNORECASE
)
# Said so that nobody does it, or of what may not be done.
DENIED = re.compile(
    r"\b(?:not|never|cannot|can[’']t|don[’']t|mustn[’']t|shouldn[’']t|won[’']t|without|instead of|forbid(?:s"
    r"|den)?|prohibit(?:s|ed)?|no"
    r"|nunca|sin|jam[aá]s|prohibido|prohibida)\b(?! only| s[oó]lo)[^,;]{0,60}$",
    re.IGNORECASE,
)
ASKS_YOU = re.compile(r"^\W{0,4}(?:please|(?:can|could|will|would) (?:you|we|everyone))\b", re.IGNORECASE)


def _calls_to_lobby(text: str) -> Iterator[Finding]:
    for match in SENTENCE.finditer(ABBREVIATIONS.sub(rf"\1{NO_STOP}", text)):
        sentence = match[0].strip()
        if sentence and _calls(sentence.replace(NO_STOP, ".")):
            yield _finding(LOBBYING, sentence.replace(NO_STOP, "."))


def _calls(sentence: str) -> bool:
    """Whether a sentence asks its readers to move those who make laws, or to vote."""
    if sentence.endswith("?") and not ASKS_YOU.match(sentence):
        return False
    for match in (VOTE.search(sentence), CANDIDATE.search(sentence)):
        if match and not DENIED.search(sentence[: match.start() + 1]):
            return True
    official = OFFICIAL.search(sentence)
    if petition := PETITION.search(sentence):
        return bool(official or AIM.search(sentence[petition.end() :])) and not DENIED.search(
            sentence[: petition.start()]
        )
    if official is None:
        return False
    begins, bidden = BEGINS.match(sentence), BIDDEN.search(sentence)
    asked = begins or bidden
    if asked is None or asked.start() > official.start() or DENIED.search(sentence[: asked.start()]):
        return False
    # "Ask the city council for its minutes" is no call to lobby; "Call your senator" is, whatever for.
    between = sentence[asked.end() : official.start()]
    is_theirs = re.search(r"\b(?:your|our|tus?|sus?|nuestr[oa]s?|vuestr[oa]s?)\b", between + official[0], re.IGNORECASE)
    return bool(AIM.search(sentence[official.end() :])) or (
        len(between) <= 30 and bool(is_theirs) and _is_pressing(asked[0])
    )


def _is_pressing(words: str) -> bool:
    """Calling, writing, urging; asking and telling may be for anything."""
    return not re.search(r"\b(?:ask|tell|text|p[ií]d\w*|pedir\w*)\s*$", words, re.IGNORECASE)


def _finding(kind: str, words: str) -> Finding:
    words = " ".join(words.split())
    return Finding(kind, words if len(words) <= EXCERPT else f"{words[:EXCERPT].rsplit(' ', 1)[0]} …")


def unseen(found: Iterable[Finding], seen: Iterable[str]) -> list[Finding]:
    """Those whose tokens the author hasn't been shown."""
    known = set(seen)
    return [finding for finding in found if finding.token not in known]
