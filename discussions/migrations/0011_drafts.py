import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("discussions", "0010_erased_posts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PostDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("body", models.TextField(blank=True)),
                ("without_name", models.BooleanField(default=False)),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, help_text="Counts the saves, so that an older page can’t write over newer words."
                    ),
                ),
                ("updated_at", models.DateTimeField(verbose_name="last changed")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="discussions.post",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to="discussions.thread"
                    ),
                ),
            ],
            options={
                "verbose_name": "draft",
                "verbose_name_plural": "drafts",
                "indexes": [
                    models.Index(fields=["person", "-updated_at"], name="drafts_of_a_person"),
                    models.Index(fields=["updated_at"], name="drafts_by_age"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("parent", None)), fields=("person", "thread"), name="one_draft_of_an_answer"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("parent__isnull", False)),
                        fields=("person", "thread", "parent"),
                        name="one_draft_of_a_reply",
                    ),
                ],
            },
        ),
    ]
