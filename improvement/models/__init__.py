from improvement.models.harvest import Action, Harvest, PlacedNote, Priority, Vote
from improvement.models.rubric import Rubric, RubricDomain, RubricLevel

__all__ = [
    "Action",
    "Harvest",
    "PlacedNote",
    "Priority",
    "Rubric",
    "RubricDomain",
    "RubricLevel",
    "Vote",
]
