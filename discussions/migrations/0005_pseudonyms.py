import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0004_pseudonyms"),
        ("discussions", "0004_boards_of_groups"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalpost",
            name="pseudonym",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cohorts.pseudonym",
                verbose_name="without a name, as",
            ),
        ),
        migrations.AddField(
            model_name="historicalthread",
            name="pseudonym",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cohorts.pseudonym",
                verbose_name="without a name, as",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="pseudonym",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="posts",
                to="cohorts.pseudonym",
                verbose_name="without a name, as",
            ),
        ),
        migrations.AddField(
            model_name="thread",
            name="pseudonym",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="threads",
                to="cohorts.pseudonym",
                verbose_name="without a name, as",
            ),
        ),
    ]
