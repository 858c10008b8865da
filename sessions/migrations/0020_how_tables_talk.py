from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("live_sessions", "0019_who_was_there"),
    ]

    operations = [
        migrations.AddField(
            model_name="breakoutplan",
            name="etiquette",
            field=models.TextField(
                blank=True,
                help_text="One rule a line; everybody reads them.",
                max_length=1000,
                verbose_name="how people talk",
            ),
        ),
    ]
