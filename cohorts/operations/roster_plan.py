"""A roster beside what is stored: who is new, what would change, what can't be. Reads, never writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import EnrollmentStatus, Role, RoleLevel, RosterOutcome
from cohorts.models import Cohort
from cohorts.operations.roster_entries import Change, Entry, RosterPlan
from cohorts.operations.roster_sentences import LABELS, about_cell, about_reading, organization_types, row_numbers
from cohorts.operations.roster_stored import Stored
from cohorts.roster.cells import cleaned
from cohorts.roster.comparing import OF_THE_PERSON, compare_rows, look_alikes
from cohorts.roster.headers import folded
from cohorts.roster.reading import EXAMPLE_EMAIL, Roster, RosterRow, same_name

GONE = (EnrollmentStatus.WITHDRAWN, EnrollmentStatus.COMPLETED)


def plan_roster(roster: Roster, *, cohort: Cohort | None, lock: bool = False) -> RosterPlan:
    """Compares the roster with what is stored; rows that name no cohort are meant for `cohort`.

    With `lock`, inside a transaction, what it compares with stays as it is until the end of the transaction.
    """
    problems = _about_headers(roster)
    if problems:
        return RosterPlan(problems=problems, notes=about_reading(roster))
    stored = Stored(roster.rows, cohort, lock=lock)
    contradictions = compare_rows(roster.rows, lambda row: found.pk if (found := stored.cohort(row)) else row.cohort)
    entries = []
    for row in roster.rows:
        entry = _found(row, stored, roster.types)
        entry.headers = roster.headers
        for problem in (*row.problems, *contradictions[row.number]):
            entry.refuse(problem.column, about_cell(problem))
        _compare(entry, stored)
        entries.append(entry)
    notes = about_reading(roster) + _note_look_alikes(entries, stored) + _check_team_sizes(entries, stored)
    return RosterPlan(entries=entries, notes=notes)


def _about_headers(roster: Roster) -> list[str]:
    problems = [_("No column is headed “email”. The first row must hold the headers.")] if roster.missing else []
    problems += [
        _("Two columns mean the same; “%(header)s” is one of them.") % {"header": name} for name in roster.twice
    ]
    if not problems and not roster.rows:
        problems.append(_("The file holds headers and no people."))
    return problems


def _found(row: RosterRow, stored: Stored, types: Mapping[str, str]) -> Entry:
    """The row with what is stored of it."""
    kind = row.organization_type or types.get(same_name(row.organization), "")
    entry = Entry(row, kind=kind, cohort=stored.cohort(row), person=stored.person(row))
    if entry.cohort is not None:
        entry.enrollment = stored.enrollment(entry.cohort, entry.person)
        entry.organization, entry.team = stored.organization(row), stored.team(entry.cohort, row)
    return entry


def _compare(entry: Entry, stored: Stored) -> None:
    row, cohort = entry.row, entry.cohort
    if row.email == EXAMPLE_EMAIL:
        _leave_out(entry, _("The template’s example; nobody is enrolled by it."))
    elif cohort is None:
        facts = {"cohort": row.cohort}
        unknown = _("No cohort has the address or the title “%(cohort)s”.") % facts
        if same_name(row.cohort) in stored.titles_of_many:
            unknown = _("More than one cohort is called “%(cohort)s”. Write the address of the one you mean.") % facts
        entry.refuse("cohort", unknown if row.cohort else _("Name the cohort here, or choose one for the whole file."))
    elif not _has_left(entry):
        _check(entry)
        _decide(entry)
        if entry.has_work:
            _check_doors(entry, cohort)


def _leave_out(entry: Entry, why: str) -> None:
    entry.notes.append(why)
    entry.wrong.clear()
    entry.outcome = RosterOutcome.LEFT_OUT


def _has_left(entry: Entry) -> bool:
    """Whether the person was withdrawn or has completed: a file brings nobody back, and changes nothing of them."""
    said, enrollment = folded(entry.row.status), entry.enrollment
    if enrollment and enrollment.status in GONE:
        _decide(entry)
        asks = entry.changes or said != enrollment.status
        entry.changes, entry.notes, entry.described = [], [], {}
        if enrollment.status == EnrollmentStatus.WITHDRAWN:
            why = _("Withdrawn from this cohort; a file brings nobody back.")
            hint = _("To take them in again, enroll them by hand: Enrollments › Add enrollment.")
        else:
            why = _("Has completed this cohort; a file changes nothing of that.")
            hint = _("What is known of them can be changed on their enrollment’s own page.")
        if entry.person and not entry.person.is_active:
            hint = _about_closed_account()
        if entry.wrong:
            return True
        if asks:
            _leave_out(entry, f"{why} {hint}")
        else:
            entry.outcome = RosterOutcome.UNCHANGED
            entry.notes.append(why)
        return True
    if not enrollment and said in GONE and not entry.wrong:
        status = EnrollmentStatus(said).label
        _leave_out(entry, _("Not enrolled: the file says “%(status)s”.") % {"status": status})
        return True
    if said in GONE:
        entry.notes.append(_("Stays in: nobody is withdrawn or completed by a file. Use the actions in Enrollments."))
    return False


def _check(entry: Entry) -> None:
    """Refuses what is stored otherwise than the row says it."""
    row, organization, team = entry.row, entry.organization, entry.team
    current = entry.enrollment.team if entry.enrollment else None
    facts: dict[str, Any] = {
        "organization": organization.name if organization else row.organization,
        "kind": organization.get_kind_display() if organization else "",
        "team": team.name if team else current.name if current else "",
        "owner": team.organization.name if team else current.organization.name if current else "",
    }
    if row.organization and not organization and not entry.kind:
        new = _("“%(organization)s” is new here: say what it is.") % facts
        entry.refuse("organization_type", f"{new} {organization_types()}")
    if organization and row.organization_type and organization.kind != row.organization_type:
        known = _("“%(organization)s” is known here as “%(kind)s”. Write that, or leave the cell empty.") % facts
        entry.refuse("organization_type", known)
    if not row.organization:
        return
    if team and _differ(team.organization.name, row.organization):
        entry.refuse("team", _("“%(team)s” is a team of %(owner)s. Write that organization, or another team.") % facts)
    if current and not row.team and _differ(current.organization.name, row.organization):
        entry.refuse("team", _("They are in “%(team)s”, a team of %(owner)s. Name their new team too.") % facts)


def _decide(entry: Entry) -> None:
    """New, changed (and what), or unchanged. An empty cell says nothing."""
    row, enrollment, person = entry.row, entry.enrollment, entry.person
    if enrollment is not None:
        role, level = Role(enrollment.role).label, RoleLevel(enrollment.level).label if enrollment.level else ""
        _note_change(entry, "role", role, Role(row.role).label if row.role else "")
        _note_change(entry, "organization", enrollment.organization or "", row.organization)
        _note_change(entry, "team", enrollment.team or "", row.team)
        _note_change(entry, "level", level, RoleLevel(row.level).label if row.level else "")
    for attribute in OF_THE_PERSON:
        written = getattr(row, attribute)
        stored = cleaned(getattr(person, attribute)) if person else ""
        if not written or written == stored:
            continue
        if person and stored and person.last_login:
            facts = {"what": LABELS[attribute], "stored": stored}
            entry.notes.append(_("Keeps their own %(what)s, “%(stored)s”.") % facts)
            continue
        entry.described[attribute] = written
        if person:
            entry.changes.append(Change(attribute, stored, written))
    if entry.wrong:
        return
    if enrollment is None:
        entry.outcome = RosterOutcome.NEW
    elif entry.changes:
        entry.outcome = RosterOutcome.CHANGED


def _check_doors(entry: Entry, cohort: Cohort) -> None:
    """Refuses work on people of a cohort that is over, or whose account is closed."""
    if not cohort.is_open:
        entry.refuse("cohort", _("%(cohort)s is completed; nobody joins it any more.") % {"cohort": cohort.title})
    if entry.person and not entry.person.is_active:
        entry.refuse("email", _about_closed_account())


def _about_closed_account() -> str:
    return _(
        "The account with this address is closed. Write the address of their other account where they have one; "
        "or open this one again, under People."
    )


def _differ(before: object, after: str) -> bool:
    return same_name(cleaned(before)) != same_name(after)


def _note_change(entry: Entry, column: str, before: object, after: object) -> None:
    if after and _differ(before, str(after)):
        entry.changes.append(Change(column, str(before), str(after)))


def _note_look_alikes(entries: Iterable[Entry], stored: Stored) -> list[str]:
    """Asks about addresses that nearly are another one: they are two people, unless somebody mistyped."""
    newcomers = [entry for entry in entries if entry.outcome == RosterOutcome.NEW]
    rows = [entry.row for entry in newcomers]
    alike = look_alikes(rows, stored.similar_addresses(rows))
    for entry in newcomers:
        for email, number in alike.get(entry.row.number, []):
            facts = {"email": email, "row": number}
            two = (
                _("Looks like %(email)s in row %(row)d.") if number else _("Looks like %(email)s, who is here already.")
            )
            entry.notes.append(two % facts + " " + _("If it is the same person, keep one address; else they are two."))
    if not alike:
        return []
    text = ngettext(
        "Row %(rows)s has an address that looks like another one.",
        "Rows %(rows)s have addresses that look like others.",
        len(alike),
    )
    return [text % {"rows": row_numbers(alike)}]


def _check_team_sizes(entries: Iterable[Entry], stored: Stored) -> list[str]:
    """Refuses rows for which their team has no place left; notes teams that stay smaller than the cohort asks."""
    joining: dict[tuple[int, str], list[Entry]] = {}
    leaving: dict[tuple[int, str], int] = {}
    for entry in entries:
        if entry.cohort is None or entry.outcome == RosterOutcome.LEFT_OUT or not entry.is_moving:
            continue
        joining.setdefault((entry.cohort.pk, same_name(entry.row.team)), []).append(entry)
        if entry.enrollment and entry.enrollment.team:
            left = (entry.cohort.pk, same_name(cleaned(entry.enrollment.team.name)))
            leaving[left] = leaving.get(left, 0) + 1
    notes = []
    for key, newcomers in joining.items():
        cohort, name = newcomers[0].cohort, newcomers[0].row.team
        if cohort is None:
            continue
        size = stored.places_taken(cohort, name) + len(newcomers) - leaving.get(key, 0)
        facts = {"team": name, "size": size, "least": cohort.team_size_min, "most": cohort.team_size_max}
        if size > cohort.team_size_max:
            text = _("“%(team)s” would have %(size)d people; a team of this cohort has at most %(most)d.") % facts
            for entry in newcomers[-(size - cohort.team_size_max) :]:
                entry.refuse("team", text)
        elif size < cohort.team_size_min:
            notes.append(
                ngettext(
                    "“%(team)s” will have %(size)d person; a team of this cohort has at least %(least)d.",
                    "“%(team)s” will have %(size)d people; a team of this cohort has at least %(least)d.",
                    size,
                )
                % facts
            )
    return notes
