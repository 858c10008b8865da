from progress.models.rule import ParticipationRule

__all__ = ["ParticipationRule"]
