from discussions.models.board import Board
from discussions.models.flag import Flag
from discussions.models.following import Following
from discussions.models.moved import HiddenTopic, ThreadAddress
from discussions.models.post import Post
from discussions.models.reaction import Reaction
from discussions.models.reading import ReadingPosition
from discussions.models.thread import Thread

__all__ = [
    "Board",
    "Flag",
    "Following",
    "HiddenTopic",
    "Post",
    "Reaction",
    "ReadingPosition",
    "Thread",
    "ThreadAddress",
]
