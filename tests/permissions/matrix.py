"""Who gets in where: one row for every route of the portal. A new route without a row fails `test_matrix.py`.

A POST in the matrix carries nothing: it shows who is heard (a form with errors is an answer), not what happens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tests.permissions.access import (
    AT_THE_DESK,
    COORDINATING,
    EVERYBODY,
    FORBIDDEN,
    INSIDE,
    LOGIN,
    MISSING,
    NOT_ALLOWED,
    NOT_SIGNED,
    OK,
    SIGNED_IN,
    TALK,
    Access,
)
from tests.permissions.world import World

Kwargs = Callable[[World], dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """An address of the world and who is heard there."""

    kwargs: Kwargs
    get: Access
    post: Access


def nowhere(world: World) -> dict[str, Any]:
    return {}


def cohort(world: World) -> dict[str, Any]:
    return {"cohort": world.cast.cohort.slug}


def past(world: World) -> dict[str, Any]:
    return cohort(world) | {"session": world.past.slug}


def coming(world: World) -> dict[str, Any]:
    return cohort(world) | {"session": world.coming.slug}


def a_recording(world: World) -> dict[str, Any]:
    return past(world) | {"recording": world.recording.pk}


def thread(world: World) -> dict[str, Any]:
    return cohort(world) | {"board": world.thread.board.slug, "thread": world.thread.slug}


def board(world: World) -> dict[str, Any]:
    return cohort(world) | {"board": world.thread.board.slug}


def program(world: World) -> dict[str, Any]:
    return {"program": world.cast.cohort.program.slug}


def topic(world: World) -> dict[str, Any]:
    return board(world) | {"thread": world.topic.slug}


def participants_post(world: World) -> dict[str, Any]:
    return thread(world) | {"post": world.post.pk}


def deleted_post(world: World) -> dict[str, Any]:
    return thread(world) | {"post": world.deleted_post.pk}


def group(world: World) -> dict[str, Any]:
    return cohort(world) | {"group": world.group.slug}


def need(world: World) -> dict[str, Any]:
    return cohort(world) | {"accommodation": world.accommodation.pk}


def the_form(world: World) -> dict[str, Any]:
    return cohort(world) | {"formation": world.form.pk}


def with_key(name: str, value: Callable[[World], int], base: Kwargs = past) -> Kwargs:
    return lambda world: base(world) | {name: value(world)}


def same(access: Access, kwargs: Kwargs) -> Row:
    """Whoever may look may also send."""
    return Row(kwargs, access, access)


def page(access: Access, kwargs: Kwargs) -> Row:
    """A page that takes no form: those who may look are told so, the others what they are told anyway."""
    return Row(kwargs, access, unheard(access))


def deed(access: Access, kwargs: Kwargs) -> Row:
    """An act: there is nothing to look at, for anybody who may know that it is there."""
    told = NOT_ALLOWED if access.insiders_told == FORBIDDEN else access.insiders_told
    return Row(kwargs, replace(unheard(access), insiders_told=told), access)


def desk_deed(access: Access, kwargs: Kwargs) -> Row:
    """An act at a desk: insiders without the right are told that first."""
    return Row(kwargs, unheard(access), access)


def unheard(access: Access) -> Access:
    """As `access`, with 405 where it lets in."""
    return Access(
        frozenset(),
        insiders_told=access.insiders_told,
        outsiders_told=access.outsiders_told,
        anonymous_told=access.anonymous_told,
        exceptions=dict.fromkeys(access.allowed, NOT_ALLOWED) | access.exceptions,
    )


# Only who began a topic changes its words; others see that it is there to be changed.
AUTHOR = Access(frozenset({"participant"}), insiders_told=FORBIDDEN, exceptions={"observer": MISSING})
AUTHOR_OR_DESK = Access(
    frozenset({"participant", "facilitator", "coordinator", "site_admin"}),
    insiders_told=FORBIDDEN,
    exceptions={"observer": MISSING},
)
MODERATING = Access(
    frozenset({"facilitator", "coordinator", "site_admin"}), insiders_told=FORBIDDEN, exceptions={"observer": MISSING}
)
# A group's dates are kept by its members; that there are some is known in the cohort.
IN_GROUP = Access(frozenset({"participant", "site_admin"}), insiders_told=FORBIDDEN)
# A need is its person's and the coordinators'; who may read it and can't do this with it is told so.
OF_THE_NEED = Access(frozenset({"participant", "coordinator", "site_admin"}))
ANSWERING = Access(frozenset({"coordinator", "site_admin"}), exceptions={"participant": FORBIDDEN})
ONES_OWN_NEED = Access(frozenset({"participant", "site_admin"}), exceptions={"coordinator": FORBIDDEN})
# Who has said nothing has nothing to take back.
ONES_OWN_APOLOGY = Access(frozenset({"participant"}))
NEVER_INSIDE = Access(frozenset(), insiders_told=NOT_ALLOWED)
# A lead and a coach see their teams', an observer the numbers.
FOLLOWING_ATTENDANCE = Access(AT_THE_DESK.allowed | {"team_lead", "coach", "observer"}, insiders_told=FORBIDDEN)
NEVER = Access(frozenset(), insiders_told=NOT_ALLOWED, outsiders_told=NOT_ALLOWED)
# Zoom's events: whoever comes by, only what Zoom has signed is heard.
UNHEARD = Access(frozenset(), insiders_told=NOT_ALLOWED, outsiders_told=NOT_ALLOWED, anonymous_told=NOT_ALLOWED)
UNSIGNED = Access(frozenset(), insiders_told=NOT_SIGNED, outsiders_told=NOT_SIGNED, anonymous_told=NOT_SIGNED)
# The demo mailbox is there in demo mode only, and the suite is not a demo.
NOT_THERE = Access(frozenset(), anonymous_told=MISSING)
# One's own, and the cast has none.
NOBODYS = Access(frozenset())
# That a cohort talks is no secret from its observers; what it says is.
TALK_OF_THE_COHORT = Access(TALK.allowed, insiders_told=FORBIDDEN)
# A program's page is public; starting a cohort of it is for those who coordinate one, also of a neighboring cohort.
STARTING = Access(
    frozenset({"coordinator", "site_admin", "neighbor"}),
    insiders_told=FORBIDDEN,
    outsiders_told=MISSING,
    exceptions={},
)
# A step that must have been begun: who hasn't is sent to sign in; who is signed in, home.
BEGUN_SIGNED_OUT = Access(SIGNED_IN.allowed)
BEGUN = Access(frozenset(), insiders_told=LOGIN, outsiders_told=LOGIN)

MATRIX: dict[str, Row] = {
    # --- everybody's
    "search": page(SIGNED_IN, nowhere),
    "home": page(EVERYBODY, nowhere),
    "healthz": page(EVERYBODY, nowhere),
    "readyz": page(EVERYBODY, nowhere),
    "cohorts:program_list": page(EVERYBODY, nowhere),
    "cohorts:program_detail": page(EVERYBODY, program),
    "cohorts:ask": same(EVERYBODY, program),
    "cohorts:ask_sent": page(EVERYBODY, program),
    "cohorts:invitation_accept": same(EVERYBODY, lambda world: {"token": world.invitation.token}),
    "sessions:zoom_webhook": Row(nowhere, UNHEARD, UNSIGNED),
    "demo_mailbox": same(NOT_THERE, nowhere),
    "cohorts:formation_form": same(EVERYBODY, lambda world: {"token": world.open_form.token}),
    "demo_mail": same(NOT_THERE, lambda world: {"mail": "20260101-000000-1.log"}),
    "demo_mail_html": same(NOT_THERE, lambda world: {"mail": "20260101-000000-1.log"}),
    # --- signing in
    "account_login": same(EVERYBODY, nowhere),
    "account_request_login_code": same(EVERYBODY, nowhere),
    "account_confirm_login_code": same(BEGUN_SIGNED_OUT, nowhere),
    "account_logout": same(EVERYBODY, nowhere),
    "account_signup": page(EVERYBODY, nowhere),
    "account_inactive": page(EVERYBODY, nowhere),
    "account_reset_password": same(EVERYBODY, nowhere),
    "account_confirm_password_reset_code": same(BEGUN, nowhere),
    "account_complete_password_reset": same(EVERYBODY, nowhere),
    "account_reauthenticate": same(SIGNED_IN, nowhere),
    "account_email": same(SIGNED_IN, nowhere),
    "account_email_verification_sent": same(BEGUN_SIGNED_OUT, nowhere),
    "account_change_password": same(SIGNED_IN, nowhere),
    "account_set_password": same(SIGNED_IN, nowhere),
    "usersessions_list": same(SIGNED_IN, nowhere),
    "mfa_login_webauthn": same(BEGUN_SIGNED_OUT, nowhere),
    "mfa_authenticate": same(BEGUN_SIGNED_OUT, nowhere),
    "mfa_reauthenticate": same(SIGNED_IN, nowhere),
    "mfa_reauthenticate_webauthn": same(SIGNED_IN, nowhere),
    "accounts:mailed_code": same(SIGNED_IN, nowhere),
    "mfa_index": page(SIGNED_IN, nowhere),
    "mfa_activate_totp": same(SIGNED_IN, nowhere),
    "mfa_deactivate_totp": same(NOBODYS, nowhere),
    "mfa_add_webauthn": same(SIGNED_IN, nowhere),
    "mfa_edit_webauthn": same(SIGNED_IN, lambda world: {"pk": 1}),
    "mfa_remove_webauthn": same(SIGNED_IN, lambda world: {"pk": 1}),
    "accounts:recovery_codes": same(SIGNED_IN, nowhere),
    "accounts:profile": same(SIGNED_IN, nowhere),
    # A link that nobody was sent; that the right one works: tests/accounts/.
    "accounts:first_sign_in": same(NOT_THERE, lambda world: {"token": "nobody-s"}),
    "accounts:time_zone": deed(SIGNED_IN, nowhere),
    # --- a cohort
    "cohort_home": page(INSIDE, cohort),
    "cohorts:join": same(Access(frozenset({*INSIDE.allowed, "invited"})), cohort),
    "cohorts:people": page(INSIDE, cohort),
    # One's own entry; who only stands above the cohort has none.
    "cohorts:directory_entry": deed(Access(INSIDE.allowed - {"site_admin"}), cohort),
    # The name they speak under; those who run or watch the cohort have none.
    "cohorts:pseudonym": same(Access(frozenset({"participant", "team_lead"})), cohort),
    "cohorts:organization_detail": page(
        INSIDE, lambda world: cohort(world) | {"organization": world.cast.team.organization.pk}
    ),
    "cohorts:team_list": page(INSIDE, cohort),
    "cohorts:team_detail": page(INSIDE, lambda world: cohort(world) | {"team": world.cast.team.slug}),
    "sessions:schedule": page(INSIDE, cohort),
    "sessions:session_detail": page(INSIDE, past),
    "sessions:session_join": Row(coming, INSIDE, post=NEVER),
    "sessions:session_door": page(INSIDE, coming),
    "sessions:help_ask": same(INSIDE, coming),
    # Signed out, the page behind the code on the wall asks to sign in, whatever its address.
    "sessions:here": Row(coming, replace(INSIDE, anonymous_told=OK), INSIDE),
    "sessions:help_state": page(INSIDE, coming),
    "start_cohort": same(STARTING, program),
    # --- what people need to take part
    "sessions:standing_needs": same(SIGNED_IN, nowhere),
    "sessions:standing_needs_remove": deed(SIGNED_IN, nowhere),
    "sessions:accommodation_ask": same(INSIDE, coming),
    "sessions:accommodation_detail": same(OF_THE_NEED, need),
    "sessions:accommodation_withdraw": desk_deed(ONES_OWN_NEED, need),
    "sessions:accommodation_answer": same(ANSWERING, need),
    "sessions:accommodation_desk": page(COORDINATING, cohort),
    "sessions:accommodation_take_up": desk_deed(
        COORDINATING, with_key("enrollment", lambda world: world.cast.enrollment("team_lead").pk, cohort)
    ),
    # --- reflections: one's own, at an address that everybody who reads posts has; and what is shared of them
    "sessions:reflection": same(TALK, past),
    "sessions:reflection_take_back": deed(TALK, past),
    "sessions:reflection_erase": same(TALK, past),
    "sessions:wall": page(TALK, past),
    "sessions:wall_take_off": same(MODERATING, with_key("reflection", lambda world: world.shared.pk)),
    # --- attendance
    "sessions:apology": same(INSIDE, coming),
    "sessions:apology_withdraw": Row(coming, NEVER_INSIDE, ONES_OWN_APOLOGY),
    "sessions:attendance": page(AT_THE_DESK, past),
    "sessions:attendance_list": same(AT_THE_DESK, past),
    "sessions:attendance_report": same(AT_THE_DESK, past),
    "sessions:attendance_report_take_back": desk_deed(AT_THE_DESK, with_key("report", lambda world: world.report.pk)),
    "sessions:attendance_names": page(AT_THE_DESK, past),
    "sessions:attendance_name": same(AT_THE_DESK, with_key("presence", lambda world: world.unknown.pk)),
    "sessions:attendance_name_forget": desk_deed(AT_THE_DESK, with_key("alias", lambda world: world.alias.pk)),
    "sessions:attendance_person": same(
        AT_THE_DESK, with_key("enrollment", lambda world: world.cast.enrollment("participant").pk)
    ),
    "sessions:attendance_lift": desk_deed(
        AT_THE_DESK, with_key("enrollment", lambda world: world.cast.enrollment("participant").pk)
    ),
    "sessions:attendance_excuse": desk_deed(
        AT_THE_DESK, with_key("enrollment", lambda world: world.cast.enrollment("participant").pk)
    ),
    "sessions:attendance_overview": page(FOLLOWING_ATTENDANCE, cohort),
    # --- affinity groups
    "cohorts:group_list": page(INSIDE, cohort),
    "cohorts:group_propose": same(TALK_OF_THE_COHORT, cohort),
    "cohorts:group_detail": page(INSIDE, group),
    "cohorts:group_join": deed(TALK_OF_THE_COHORT, group),
    "cohorts:group_leave": deed(INSIDE, group),
    "cohorts:group_open": desk_deed(COORDINATING, group),
    "cohorts:group_decline": same(COORDINATING, group),
    "cohorts:group_close": same(COORDINATING, group),
    "cohorts:group_remove": same(
        COORDINATING, with_key("enrollment", lambda world: world.cast.enrollment("participant").pk, group)
    ),
    "cohorts:group_let_in": desk_deed(COORDINATING, with_key("membership", lambda world: world.kept_out.pk, group)),
    "cohorts:meeting_add": same(IN_GROUP, group),
    "cohorts:meeting_edit": same(IN_GROUP, with_key("meeting", lambda world: world.group_meeting.pk, group)),
    "cohorts:meeting_cancel": desk_deed(IN_GROUP, with_key("meeting", lambda world: world.group_meeting.pk, group)),
    # --- the coordinators' desk
    "cohorts:manage_people": page(COORDINATING, cohort),
    "cohorts:person_invite": same(COORDINATING, cohort),
    "cohorts:manage_person": same(
        COORDINATING, with_key("enrollment", lambda world: world.cast.enrollment("participant").pk, cohort)
    ),
    "cohorts:person_invite_again": desk_deed(
        COORDINATING, with_key("enrollment", lambda world: world.cast.enrollment("invited").pk, cohort)
    ),
    "cohorts:person_withdraw": same(
        COORDINATING, with_key("enrollment", lambda world: world.cast.enrollment("participant").pk, cohort)
    ),
    "cohorts:settings": same(COORDINATING, cohort),
    "cohorts:settings_phases": same(COORDINATING, cohort),
    "cohorts:cohort_status": desk_deed(COORDINATING, cohort),
    "progress:rule": same(COORDINATING, cohort),
    "cohorts:request_list": page(COORDINATING, cohort),
    "cohorts:requests_open": desk_deed(COORDINATING, cohort),
    "cohorts:request_accept": desk_deed(COORDINATING, with_key("join_request", lambda world: world.request.pk, cohort)),
    "cohorts:request_decline": same(COORDINATING, with_key("join_request", lambda world: world.request.pk, cohort)),
    # --- the facilitators' desk
    "cohorts:mix": page(AT_THE_DESK, cohort),
    "cohorts:pseudonym_list": page(AT_THE_DESK, cohort),
    "cohorts:pseudonym_detail": same(AT_THE_DESK, with_key("pseudonym", lambda world: world.pseudonym.pk, cohort)),
    "progress:participation": page(AT_THE_DESK, cohort),
    "sessions:manage_schedule": page(AT_THE_DESK, cohort),
    "sessions:session_create": same(AT_THE_DESK, cohort),
    "sessions:series_create": same(AT_THE_DESK, cohort),
    "sessions:session_edit": same(AT_THE_DESK, coming),
    "sessions:session_move": same(AT_THE_DESK, coming),
    "sessions:session_cancel": same(AT_THE_DESK, coming),
    "sessions:session_duplicate": same(AT_THE_DESK, coming),
    "sessions:presenters_edit": same(AT_THE_DESK, coming),
    "sessions:sign_in_sheet": page(AT_THE_DESK, coming),
    "sessions:here_code": page(AT_THE_DESK, coming),
    "sessions:help_desk": page(AT_THE_DESK, cohort),
    "sessions:help_take": desk_deed(AT_THE_DESK, with_key("call", lambda world: world.call.pk)),
    "sessions:session_zoom": desk_deed(AT_THE_DESK, coming),
    "sessions:agenda_edit": same(AT_THE_DESK, coming),
    "sessions:prompt_list": page(AT_THE_DESK, past),
    "sessions:prompt_create": same(AT_THE_DESK, past),
    "sessions:prompt_edit": same(AT_THE_DESK, with_key("prompt", lambda world: world.prompt.pk)),
    "sessions:prompt_move": desk_deed(AT_THE_DESK, with_key("prompt", lambda world: world.prompt.pk)),
    "sessions:prompt_delete": same(AT_THE_DESK, with_key("prompt", lambda world: world.prompt.pk)),
    "cohorts:formation_list": page(COORDINATING, cohort),
    "cohorts:formation_open": same(COORDINATING, cohort),
    "cohorts:formation_detail": page(COORDINATING, the_form),
    "cohorts:formation_approve": desk_deed(COORDINATING, the_form),
    "cohorts:formation_send_back": desk_deed(COORDINATING, the_form),
    "cohorts:formation_extend": desk_deed(COORDINATING, the_form),
    "cohorts:formation_remind": desk_deed(COORDINATING, the_form),
    "cohorts:formation_new_link": desk_deed(COORDINATING, the_form),
    "cohorts:formation_close": desk_deed(COORDINATING, the_form),
    "sessions:material_list": same(AT_THE_DESK, past),
    "sessions:material_delete": same(AT_THE_DESK, with_key("material", lambda world: world.material.pk)),
    "sessions:recording_list": same(AT_THE_DESK, past),
    "sessions:attendance_from_zoom": desk_deed(AT_THE_DESK, past),
    "sessions:recordings_from_zoom": desk_deed(AT_THE_DESK, past),
    "sessions:recording_edit": same(AT_THE_DESK, with_key("recording", lambda world: world.recording.pk)),
    "sessions:recording_publish": desk_deed(AT_THE_DESK, with_key("recording", lambda world: world.held_back.pk)),
    "sessions:recording_delete": same(AT_THE_DESK, with_key("recording", lambda world: world.recording.pk)),
    "sessions:material_download": page(INSIDE, with_key("material", lambda world: world.file.pk)),
    # --- recordings and the library
    "sessions:recording_detail": page(INSIDE, a_recording),
    "sessions:recording_captions": page(INSIDE, a_recording),
    "sessions:recording_file": page(INSIDE, with_key("file", lambda world: world.recording_file.pk, a_recording)),
    "sessions:recording_opened": deed(INSIDE, a_recording),
    "sessions:chapters_edit": same(AT_THE_DESK, a_recording),
    "sessions:cue_edit": same(AT_THE_DESK, with_key("cue", lambda world: world.cue.pk, a_recording)),
    "sessions:library": page(INSIDE, cohort),
    "sessions:resource_create": same(AT_THE_DESK, cohort),
    "sessions:resource_edit": same(AT_THE_DESK, with_key("resource", lambda world: world.resource.pk, cohort)),
    "sessions:resource_delete": same(AT_THE_DESK, with_key("resource", lambda world: world.resource.pk, cohort)),
    "sessions:resource_download": page(INSIDE, with_key("resource", lambda world: world.resource_file.pk, cohort)),
    # --- talk
    "discussions:board_list": page(TALK_OF_THE_COHORT, cohort),
    "discussions:board_detail": page(TALK, board),
    "discussions:thread_create": same(TALK, board),
    "discussions:thread_detail": page(TALK, thread),
    "discussions:thread_edit": same(AUTHOR, topic),
    "discussions:thread_read": deed(TALK, thread),
    "discussions:thread_lock": deed(MODERATING, thread),
    "discussions:thread_pin": deed(MODERATING, thread),
    "discussions:post_create": same(TALK, thread),
    "discussions:post_edit": same(AUTHOR_OR_DESK, participants_post),
    "discussions:post_delete": same(AUTHOR_OR_DESK, participants_post),
    "discussions:post_restore": deed(AUTHOR_OR_DESK, deleted_post),
}
DJANGO_ADMIN = [
    "admin:index", "admin:cohorts_team_add", "admin:cohorts_enrollment_changelist", "admin:accounts_user_changelist",
]  # fmt: skip

from tests.permissions.matrix_order import ROWS as OF_ORDER  # noqa: E402 - they are written in the words above

MATRIX |= OF_ORDER
