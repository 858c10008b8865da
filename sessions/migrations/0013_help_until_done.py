from django.db import migrations, models
from django.db.models import F


def close_what_was_taken_on(apps, schema_editor):
    """Until now a call was over as soon as somebody took it on."""
    calls = apps.get_model("live_sessions", "HelpRequest").objects
    calls.filter(answered_at__isnull=False, closed_at__isnull=True).update(closed_at=F("answered_at"))


def take_on_what_was_closed(apps, schema_editor):
    """Those that nobody took on are over too."""
    calls = apps.get_model("live_sessions", "HelpRequest").objects
    calls.filter(answered_at__isnull=True, closed_at__isnull=False).update(answered_at=F("closed_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("live_sessions", "0012_zoom_events_emptied"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="helprequest",
            name="one_open_call_per_person_and_session",
        ),
        migrations.AddField(
            model_name="helprequest",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="closed"),
        ),
        migrations.RunPython(close_what_was_taken_on, take_on_what_was_closed),
        migrations.AddConstraint(
            model_name="helprequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("live_session", "person"),
                name="one_open_call_per_person_and_session",
            ),
        ),
    ]
