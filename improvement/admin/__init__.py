from improvement.admin import harvest, rubric

__all__ = ["harvest", "rubric"]
