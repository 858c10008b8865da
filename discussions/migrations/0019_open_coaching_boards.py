from django.db import migrations, models


def open_boards(apps, schema_editor):
    """For the coaches who were named before there were boards for them."""
    boards = apps.get_model("discussions", "Board").objects
    for pair in apps.get_model("cohorts", "CoachingPair").objects.select_related("team", "coach").order_by("pk"):
        name = f"{pair.team.name}, {pair.coach.name or pair.coach.email}"[:200]
        boards.create(cohort_id=pair.team.cohort_id, kind="coaching", pair=pair, slug=f"coaching-{pair.pk}", name=name)


def close_boards(apps, schema_editor):
    """On the way back there is no place for what was written there."""
    boards = apps.get_model("discussions", "Board").objects.filter(kind="coaching")
    take_away(apps, "discussions.board", list(boards.values_list("pk", flat=True)))


def take_away(apps, label, ids):
    """Rows and all that hangs on them, by their keys: Django's own way mixes up models of two states of the past."""
    if not ids:
        return
    for model in apps.get_models():
        for field in model._meta.concrete_fields:  # noqa: SLF001
            if not field.is_relation or not field.db_constraint or field.remote_field.model._meta.label_lower != label:  # noqa: SLF001
                continue
            rows = model._base_manager.filter(**{f"{field.name}__in": ids})  # noqa: SLF001
            if field.remote_field.on_delete is models.SET_NULL:
                rows.update(**{field.name: None})
            else:
                take_away(apps, model._meta.label_lower, list(rows.values_list("pk", flat=True)))  # noqa: SLF001
    rows = apps.get_model(label)._base_manager.filter(pk__in=ids)  # noqa: SLF001
    rows._raw_delete(rows.db)  # noqa: SLF001


class Migration(migrations.Migration):
    """On its own: PostgreSQL changes no table in the transaction that has written rows of it."""

    dependencies = [("discussions", "0018_coaching_boards")]

    operations = [migrations.RunPython(open_boards, close_boards)]
