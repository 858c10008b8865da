"""Whether the posts of a thread stand as docs/discussions.md says."""

from __future__ import annotations

from discussions.models import Post, Thread
from discussions.tree import depth_of, path_under


def stand_in_order(thread: Thread) -> None:
    """Numbers, paths, depths and counters of a thread, each from what it follows from."""
    thread.refresh_from_db()
    posts = {post.pk: post for post in thread.posts.all()}
    for post in posts.values():
        parent = posts[post.parent_id] if post.parent_id else None
        assert post.path == path_under(parent.path if parent else "", post.number)
        assert post.depth == depth_of(post.path)
    assert thread.last_number >= max((post.number for post in posts.values()), default=0)
    assert thread.post_count == len(posts)


def outline(thread: Thread) -> list[tuple[int, str]]:
    """The posts in reading order: depth and words."""
    return list(Post.objects.filter(thread=thread).order_by("path").values_list("depth", "body"))
