from notifications.models.outbox import OutboxMail

__all__ = ["OutboxMail"]
