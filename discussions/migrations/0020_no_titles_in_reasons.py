from django.db import migrations

# Before, the history of what was moved named threads by their titles, which may have been taken away since.
WAS = (
    ({"history_change_reason__startswith": "split off from “"}, "split off from another thread"),
    ({"history_change_reason__startswith": "became part of “"}, "became part of another thread"),
    ({"history_change_reason__endswith": "” became part of it"}, "another thread became part of it"),
    ({"history_change_reason__endswith": "” was split off"}, "a thread was split off"),
)


def name_no_titles(apps, schema_editor):
    for model in ("HistoricalThread", "HistoricalPost"):
        lines = apps.get_model("discussions", model).objects
        for where, reason in WAS:
            lines.filter(**where).update(history_change_reason=reason)


class Migration(migrations.Migration):
    dependencies = [("discussions", "0019_open_coaching_boards")]

    operations = [migrations.RunPython(name_no_titles, migrations.RunPython.noop)]
