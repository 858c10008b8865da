import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("discussions", "0011_drafts"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="has_files",
            field=models.BooleanField(
                default=False, editable=False, help_text="So that a page asks for files only where there are some."
            ),
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(max_length=300, upload_to="posts/%Y/%m/", verbose_name="file")),
                (
                    "file_name",
                    models.CharField(help_text="As people download it.", max_length=200, verbose_name="file name"),
                ),
                ("content_type", models.CharField(max_length=120, verbose_name="type")),
                ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("digest", models.CharField(editable=False, max_length=64)),
                (
                    "width",
                    models.PositiveIntegerField(default=0, help_text="Of a picture, in pixels; other files have none."),
                ),
                ("height", models.PositiveIntegerField(default=0)),
                ("alt", models.CharField(blank=True, max_length=500, verbose_name="what is in the picture")),
                ("is_decorative", models.BooleanField(default=False, verbose_name="only decoration")),
                ("added_at", models.DateTimeField(verbose_name="added")),
                (
                    "draft",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="discussions.postdraft",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="discussions.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a post",
                "verbose_name_plural": "files of posts",
                "indexes": [
                    models.Index(condition=models.Q(("post", None)), fields=["added_at"], name="attachments_that_wait")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("draft__isnull", False), ("post", None)),
                            models.Q(("draft", None), ("post__isnull", False)),
                            _connector="OR",
                        ),
                        name="attachment_of_a_post_or_a_draft",
                    )
                ],
            },
        ),
    ]
