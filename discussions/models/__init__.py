from discussions.models.board import Board
from discussions.models.post import Post
from discussions.models.reading import ReadingPosition
from discussions.models.thread import Thread

__all__ = ["Board", "Post", "ReadingPosition", "Thread"]
