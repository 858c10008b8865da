"""The timetable: what the worker's clock starts, and how often. Each entry says why it is there.

Beat only rings; a task that finds nothing to do is cheap and does nothing. Two clocks by mistake ring twice and
change nothing: every task claims its rows under lock.
"""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

# A bell that nobody heard in time is thrown away: after an outage one ring is enough, not one per minute missed.
EVERY_MINUTE: dict[str, Any] = {"schedule": crontab(), "options": {"expires": 55}}
EVERY_QUARTER: dict[str, Any] = {"schedule": crontab(minute="*/15"), "options": {"expires": 60 * 14}}
EVERY_HOUR: dict[str, Any] = {"schedule": crontab(minute="10"), "options": {"expires": 60 * 55}}
EVERY_NIGHT: dict[str, Any] = {"schedule": crontab(hour="4", minute="20"), "options": {"expires": 60 * 60 * 12}}

TIMETABLE: dict[str, dict[str, Any]] = {
    # Finds sessions whose 7 days, 1 day or 1 hour has come and writes each person's mail into the outbox. By the
    # minute, because the one-hour reminder is worth little ten minutes late.
    "remind people of sessions": {"task": "live_sessions.send_due_reminders", **EVERY_MINUTE},
    # Sends what waits in the outbox. Operations ring for it as soon as they commit; this is the sweeper that finds
    # what a killed worker or an absent broker left behind.
    "deliver mail": {"task": "notifications.deliver_mail", **EVERY_MINUTE},
    # Posts and topics that were written: those who were answered or watch are told. Rung for at each post; this is the sweeper.
    "tell of talk": {"task": "discussions.tell_of_talk", **EVERY_MINUTE},
    # Answers that came by mail, where the settings name a mailbox; else it returns at once.
    "fetch answers by mail": {"task": "discussions.fetch_replies", **EVERY_MINUTE},
    # New sessions, prompts that have opened by the clock, recordings and materials: told to their cohorts, once.
    "tell what is new": {"task": "live_sessions.tell_whats_new", **EVERY_MINUTE},
    # Digests whose reader's hour has come. Four times an hour, because some zones are a quarter of an hour off.
    "plan digests": {"task": "notifications.plan_digests", **EVERY_QUARTER},
    # What people were told half a year ago is deleted.
    "forget old notices": {"task": "notifications.forget_old_notices", **EVERY_NIGHT},
    # Leaders whose team formation form is due in 7 days, in 2 days or today. By the hour: it is a matter of days.
    "remind of team formation": {"task": "cohorts.remind_unfinished_formations", **EVERY_HOUR},
    # What waits for those who run a cohort, in one notice a day. By the hour, as each cohort's morning comes.
    "tell desks what waits": {"task": "cohorts.tell_of_queues", **EVERY_HOUR},
    # Standing needs of people who came into a cohort later: the pages know them at once, the coordinators' mail follows.
    "take up standing needs": {"task": "live_sessions.take_up_standing_needs", **EVERY_HOUR},
    # Accommodations that are due within two business days and still open. By the hour, as each cohort's morning comes.
    "remind of accommodations": {"task": "live_sessions.remind_of_accommodations", **EVERY_HOUR},
    # Actions that are due in three days: their owners are told, once. By the hour, because a missed bell rings again.
    "remind of actions": {"task": "improvement.remind_of_actions", **EVERY_HOUR},
    # Meetings at Zoom whose turn it is and events from Zoom that wait: what a lost message, a killed worker or a Zoom that was
    # away left behind. By the minute, because a room may be needed in a quarter of an hour.
    "sweep Zoom": {"task": "live_sessions.sweep_zoom", **EVERY_MINUTE},
    # Meetings of the coming days that were deleted or moved at Zoom, people to be registered, sessions without a meeting.
    "look at Zoom": {"task": "live_sessions.look_at_zoom", **EVERY_HOUR},
    # Events of Zoom hold names and addresses; those older than 90 days are emptied (sessions/operations/zoom_forgetting.py).
    "empty old events of Zoom": {"task": "live_sessions.forget_zoom_bodies", **EVERY_NIGHT},
    # Drafts of posts that nobody has touched for half a year, and files added to one a day ago that were never posted.
    "clear what lies about": {"task": "discussions.clear_what_lies_about", **EVERY_NIGHT},
    # Sign-ins that have expired are removed, at an hour when it's night in all of the United States.
    "forget expired sign-ins": {"task": "cop_portal.clear_expired_sign_ins", **EVERY_NIGHT},
}
