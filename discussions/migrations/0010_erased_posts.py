from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("discussions", "0009_announcements"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalpost",
            name="erased_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="Its author had the words erased, also from the history. Nobody can bring it back.",
                null=True,
                verbose_name="erased for good",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="erased_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="Its author had the words erased, also from the history. Nobody can bring it back.",
                null=True,
                verbose_name="erased for good",
            ),
        ),
    ]
