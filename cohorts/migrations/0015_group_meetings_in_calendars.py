import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0014_pair_those_who_are_named"),
    ]

    operations = [
        migrations.AddField(
            model_name="groupmeeting",
            name="changed_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name="groupmeeting",
            name="created_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name="groupmeeting",
            name="sequence",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]
