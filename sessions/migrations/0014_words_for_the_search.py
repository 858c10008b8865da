from django.db import migrations

from common.search.columns import add_words, drop_words


class Migration(migrations.Migration):
    """What PostgreSQL's full-text search looks through; on SQLite there is nothing to do (docs/search.md)."""

    dependencies = [("live_sessions", "0013_help_until_done")]

    operations = [
        migrations.RunPython(
            add_words("live_sessions_recording", index="words_of_recordings", title="A", transcript="C"),
            drop_words("live_sessions_recording"),
        ),
        # Without an index: only lines of recordings that were found are asked.
        migrations.RunPython(
            add_words("live_sessions_transcriptcue", text="D"), drop_words("live_sessions_transcriptcue")
        ),
    ]
