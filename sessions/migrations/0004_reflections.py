import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0006_makeup"),
        ("live_sessions", "0003_accommodations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalReflection",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("word_count", models.PositiveIntegerField(default=0, editable=False, verbose_name="number of words")),
                ("created_at", models.DateTimeField(verbose_name="begun")),
                ("updated_at", models.DateTimeField(verbose_name="last changed")),
                ("shared_at", models.DateTimeField(blank=True, null=True, verbose_name="shared")),
                ("shared_version", models.PositiveIntegerField(default=0, editable=False)),
                ("taken_off_at", models.DateTimeField(blank=True, null=True, verbose_name="taken off the wall")),
                ("taken_off_reason", models.CharField(blank=True, max_length=300, verbose_name="why it was taken off")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "live_session",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="live_sessions.livesession",
                        verbose_name="session",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "taken_off_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken off by",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical reflection",
                "verbose_name_plural": "historical reflections",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Reflection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("body", models.TextField(blank=True, verbose_name="words")),
                ("body_html", models.TextField(blank=True, editable=False)),
                ("word_count", models.PositiveIntegerField(default=0, editable=False, verbose_name="number of words")),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0,
                        editable=False,
                        help_text="Counts the saves, so that an older page can’t write over newer words.",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="begun")),
                ("updated_at", models.DateTimeField(verbose_name="last changed")),
                (
                    "long_enough_since",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="Since when it has had as many words as the cohort asks for when it makes up for a session.",
                        null=True,
                        verbose_name="long enough since",
                    ),
                ),
                ("shared_at", models.DateTimeField(blank=True, null=True, verbose_name="shared")),
                ("shared_html", models.TextField(blank=True, editable=False)),
                ("shared_version", models.PositiveIntegerField(default=0, editable=False)),
                ("taken_off_at", models.DateTimeField(blank=True, null=True, verbose_name="taken off the wall")),
                ("taken_off_reason", models.CharField(blank=True, max_length=300, verbose_name="why it was taken off")),
                (
                    "live_session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reflections",
                        to="live_sessions.livesession",
                        verbose_name="session",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reflections",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "pseudonym",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="reflections",
                        to="cohorts.pseudonym",
                        verbose_name="without a name, as",
                    ),
                ),
                (
                    "taken_off_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken off by",
                    ),
                ),
            ],
            options={
                "verbose_name": "reflection",
                "verbose_name_plural": "reflections",
                "indexes": [
                    models.Index(
                        condition=models.Q(("shared_at__isnull", False)),
                        fields=["live_session", "-shared_at"],
                        name="wall_of_a_session",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "live_session"), name="one_reflection_per_person_and_session"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("shared_at__isnull", False), ("shared_html", ""), _connector="OR"),
                        name="reflection_not_shared_has_no_copy",
                    ),
                ],
            },
        ),
    ]
