from django.db import migrations


def open_boards(apps, schema_editor):
    """For the coaches who were named before there were boards for them."""
    boards = apps.get_model("discussions", "Board").objects
    for pair in apps.get_model("cohorts", "CoachingPair").objects.select_related("team", "coach").order_by("pk"):
        name = f"{pair.team.name}, {pair.coach.name or pair.coach.email}"[:200]
        boards.create(cohort_id=pair.team.cohort_id, kind="coaching", pair=pair, slug=f"coaching-{pair.pk}", name=name)


def close_boards(apps, schema_editor):
    """On the way back there is no place for what was written there."""
    apps.get_model("discussions", "Board").objects.filter(kind="coaching").delete()


class Migration(migrations.Migration):
    """On its own: PostgreSQL changes no table in the transaction that has written rows of it."""

    dependencies = [("discussions", "0018_coaching_boards")]

    operations = [migrations.RunPython(open_boards, close_boards)]
