from discussions.queries.boards import BoardRow, announcements, board_rows, openings_to_come, thread_rows
from discussions.queries.gate import Gate, gate_of, is_behind_gate
from discussions.queries.news import ThreadNews, threads_with_news
from discussions.queries.thread_page import Place, PostRow, ThreadPage, first_unread, thread_for, thread_page

__all__ = [
    "BoardRow",
    "Gate",
    "Place",
    "PostRow",
    "ThreadNews",
    "ThreadPage",
    "announcements",
    "board_rows",
    "first_unread",
    "gate_of",
    "is_behind_gate",
    "openings_to_come",
    "thread_for",
    "thread_page",
    "thread_rows",
    "threads_with_news",
]
