from notifications.models.mail_hours import MailHours
from notifications.models.notice import Notice
from notifications.models.outbox import OutboxMail
from notifications.models.preference import Preference
from notifications.models.telling import Telling

__all__ = ["MailHours", "Notice", "OutboxMail", "Preference", "Telling"]
