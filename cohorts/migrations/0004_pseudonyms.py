import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0003_accommodation_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="cohort",
            name="titles_hidden",
            field=models.BooleanField(
                default=False,
                help_text="Posts then show name and organization only, so that no title weighs more than another.",
                verbose_name="roles at work stay hidden on boards",
            ),
        ),
        migrations.AddField(
            model_name="historicalcohort",
            name="titles_hidden",
            field=models.BooleanField(
                default=False,
                help_text="Posts then show name and organization only, so that no title weighs more than another.",
                verbose_name="roles at work stay hidden on boards",
            ),
        ),
        migrations.CreateModel(
            name="Pseudonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "speaks_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("community", "community member"),
                            ("health", "from a health center or system"),
                            ("partner", "from a partner organization"),
                        ],
                        max_length=12,
                        verbose_name="speaks as",
                    ),
                ),
                ("given_at", models.DateTimeField(verbose_name="given")),
                (
                    "is_retired",
                    models.BooleanField(
                        default=False, help_text="Kept for what was said under it.", verbose_name="retired"
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pseudonyms", to="cohorts.cohort"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="pseudonyms",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "pseudonym",
                "verbose_name_plural": "pseudonyms",
            },
        ),
        migrations.CreateModel(
            name="PseudonymOpening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="opened by",
                    ),
                ),
                (
                    "pseudonym",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="openings", to="cohorts.pseudonym"
                    ),
                ),
            ],
            options={
                "verbose_name": "opening of a pseudonym",
                "verbose_name_plural": "openings of pseudonyms",
            },
        ),
        migrations.AddConstraint(
            model_name="pseudonym",
            constraint=models.UniqueConstraint(
                models.F("cohort"), django.db.models.functions.text.Lower("name"), name="one_pseudonym_per_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="pseudonym",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_retired", False)),
                fields=("cohort", "person"),
                name="one_pseudonym_per_person_and_cohort",
            ),
        ),
    ]
