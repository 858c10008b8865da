from __future__ import annotations

from django.db import migrations, models


def take_away_those_after(apps, schema_editor):
    """The older column holds no number below zero; what it can't say goes."""
    apps.get_model("live_sessions", "Reminder").objects.filter(minutes_before__lt=0).delete()


class Migration(migrations.Migration):
    dependencies = [("live_sessions", "0017_table_notes")]

    operations = [
        migrations.AlterField(
            model_name="reminder",
            name="minutes_before",
            field=models.IntegerField(verbose_name="minutes before"),
        ),
        migrations.RunPython(migrations.RunPython.noop, take_away_those_after),
    ]
