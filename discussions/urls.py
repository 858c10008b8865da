"""The addresses of the discussions, below a cohort's."""

from __future__ import annotations

from django.urls import include, path

from discussions.views.boards import BoardDetailView, BoardListView
from discussions.views.bookmarks import BookmarkListView, BookmarkView, PostBookmarkView
from discussions.views.drafts import DraftDiscardView, DraftListView, DraftSaveView
from discussions.views.files import FileAddView, FileView
from discussions.views.flags import PostFlagView, TopicFlagView
from discussions.views.following import ThreadFollowView
from discussions.views.held import HeldListView, HeldTakeBackView
from discussions.views.mentions import MentionableView
from discussions.views.moderation import FlaggedView, ModerationView, TopicHideView, TopicRestoreView
from discussions.views.order import PostSplitView, ThreadJoinView, ThreadMoveView
from discussions.views.post_edit import PostEditView
from discussions.views.post_history import PostEraseView, PostVersionsView
from discussions.views.posts import PostCreateView, PostDeleteView, PostRestoreView
from discussions.views.reactions import PostReactView
from discussions.views.sharing import PostShareView
from discussions.views.threads import (
    ThreadDetailView,
    ThreadLockView,
    ThreadPinView,
    ThreadReadView,
)
from discussions.views.topics import ThreadCreateView, ThreadEditView
from discussions.views.unread import CohortUnreadView, UnreadView

app_name = "discussions"

# A topic's own word can't be one that stands beside `<slug:thread>/` here (`operations.threads.RESERVED_SLUGS`).
board_patterns = [
    path("", BoardDetailView.as_view(), name="board_detail"),
    path("new/", ThreadCreateView.as_view(), name="thread_create"),
    path("<slug:thread>/", ThreadDetailView.as_view(), name="thread_detail"),
    path("<slug:thread>/edit/", ThreadEditView.as_view(), name="thread_edit"),
    path("<slug:thread>/read/", ThreadReadView.as_view(), name="thread_read"),
    path("<slug:thread>/follow/", ThreadFollowView.as_view(), name="thread_follow"),
    path("<slug:thread>/lock/", ThreadLockView.as_view(), name="thread_lock"),
    path("<slug:thread>/pin/", ThreadPinView.as_view(), name="thread_pin"),
    path("<slug:thread>/flag/", TopicFlagView.as_view(), name="thread_flag"),
    path("<slug:thread>/hide/", TopicHideView.as_view(), name="thread_hide"),
    path("<slug:thread>/restore/", TopicRestoreView.as_view(), name="thread_restore"),
    path("<slug:thread>/move/", ThreadMoveView.as_view(), name="thread_move"),
    path("<slug:thread>/join/", ThreadJoinView.as_view(), name="thread_join"),
    path("<slug:thread>/posts/", PostCreateView.as_view(), name="post_create"),
    path("<slug:thread>/posts/draft/", DraftSaveView.as_view(), name="draft_save"),
    path("<slug:thread>/posts/files/", FileAddView.as_view(), name="file_add"),
    path("<slug:thread>/posts/<int:post>/edit/", PostEditView.as_view(), name="post_edit"),
    path("<slug:thread>/posts/<int:post>/delete/", PostDeleteView.as_view(), name="post_delete"),
    path("<slug:thread>/posts/<int:post>/restore/", PostRestoreView.as_view(), name="post_restore"),
    path("<slug:thread>/posts/<int:post>/flag/", PostFlagView.as_view(), name="post_flag"),
    path("<slug:thread>/posts/<int:post>/react/", PostReactView.as_view(), name="post_react"),
    path("<slug:thread>/posts/<int:post>/bookmark/", PostBookmarkView.as_view(), name="post_bookmark"),
    path("<slug:thread>/posts/<int:post>/versions/", PostVersionsView.as_view(), name="post_versions"),
    path("<slug:thread>/posts/<int:post>/erase/", PostEraseView.as_view(), name="post_erase"),
    path("<slug:thread>/posts/<int:post>/split/", PostSplitView.as_view(), name="post_split"),
    path("<slug:thread>/posts/<int:post>/share/", PostShareView.as_view(), name="post_share"),
]

urlpatterns = [
    path("cohorts/<slug:cohort>/manage/moderation/", ModerationView.as_view(), name="moderation"),
    path("cohorts/<slug:cohort>/manage/moderation/<int:flag>/", FlaggedView.as_view(), name="flagged"),
    path("cohorts/<slug:cohort>/manage/moderation/first-posts/", HeldListView.as_view(), name="held_list"),
    path("me/held/<int:held>/take-back/", HeldTakeBackView.as_view(), name="held_take_back"),
    path("me/bookmarks/", BookmarkListView.as_view(), name="bookmark_list"),
    path("me/bookmarks/<int:bookmark>/", BookmarkView.as_view(), name="bookmark"),
    path("new/", UnreadView.as_view(), name="unread"),
    # Beside the discussions: below them a board could have this address.
    path("cohorts/<slug:cohort>/new/", CohortUnreadView.as_view(), name="unread_in_cohort"),
    path("cohorts/<slug:cohort>/mentions/<slug:board>/", MentionableView.as_view(), name="mentionable"),
    path("files/<int:file>/", FileView.as_view(), name="file"),
    path("me/drafts/", DraftListView.as_view(), name="draft_list"),
    path("me/drafts/<int:draft>/discard/", DraftDiscardView.as_view(), name="draft_discard"),
    path("cohorts/<slug:cohort>/discussions/", BoardListView.as_view(), name="board_list"),
    path("cohorts/<slug:cohort>/discussions/<slug:board>/", include(board_patterns)),
]
