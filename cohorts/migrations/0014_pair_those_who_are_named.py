from django.db import migrations


def pair_those_who_are_named(apps, schema_editor):
    """A coach who is named already begins when the portal learns of pairs: since when it was is told by the team's history."""
    pairs = apps.get_model("cohorts", "CoachingPair").objects
    for team in apps.get_model("cohorts", "Team").objects.filter(coach__isnull=False).order_by("pk"):
        pairs.create(team=team, coach_id=team.coach_id, began_at=team.created_at)


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0013_coaching_pairs")]

    operations = [migrations.RunPython(pair_those_who_are_named, migrations.RunPython.noop)]
