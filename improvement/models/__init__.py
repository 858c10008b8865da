from improvement.models.rubric import Rubric, RubricDomain, RubricLevel

__all__ = ["Rubric", "RubricDomain", "RubricLevel"]
