from discussions.models.attachment import Attachment
from discussions.models.board import Board
from discussions.models.bookmark import Bookmark
from discussions.models.draft import PostDraft
from discussions.models.flag import Flag
from discussions.models.following import Following
from discussions.models.held import HeldPost
from discussions.models.mailed_reply import MailedReply
from discussions.models.mention import Mention
from discussions.models.moved import HiddenTopic, ThreadAddress
from discussions.models.post import Post
from discussions.models.reaction import Reaction
from discussions.models.reading import ReadingPosition
from discussions.models.thread import Thread

__all__ = [
    "Attachment",
    "Board",
    "Bookmark",
    "Flag",
    "Following",
    "HeldPost",
    "HiddenTopic",
    "MailedReply",
    "Mention",
    "Post",
    "PostDraft",
    "Reaction",
    "ReadingPosition",
    "Thread",
    "ThreadAddress",
]
