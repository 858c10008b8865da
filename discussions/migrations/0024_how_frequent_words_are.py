from __future__ import annotations

from django.db import migrations

from common.search.columns import count_words_as_usual, count_words_closely


class Migration(migrations.Migration):
    dependencies = [("discussions", "0023_mailedreply")]

    operations = [
        migrations.RunPython(count_words_closely("discussions_post"), count_words_as_usual("discussions_post"))
    ]
