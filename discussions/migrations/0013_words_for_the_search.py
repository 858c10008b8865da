from django.db import migrations

from common.search.columns import add_words, drop_words


class Migration(migrations.Migration):
    """What PostgreSQL's full-text search looks through; on SQLite there is nothing to do (docs/search.md)."""

    dependencies = [("discussions", "0012_attachments")]

    operations = [
        migrations.RunPython(
            add_words("discussions_thread", index="words_of_threads", title="A", body="B"),
            drop_words("discussions_thread"),
        ),
        migrations.RunPython(
            add_words("discussions_post", index="words_of_posts", body="B"), drop_words("discussions_post")
        ),
    ]
