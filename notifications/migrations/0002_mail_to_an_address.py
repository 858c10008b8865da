import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def take_away(apps, schema_editor):
    """Before 0002 a mail had a person."""
    apps.get_model("notifications", "OutboxMail").objects.filter(recipient=None).delete()
    if schema_editor.connection.vendor == "postgresql":
        # What hangs on the rows is checked now: a table with checks to come can't be altered.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="outboxmail",
            name="address",
            field=models.EmailField(
                blank=True, help_text="Of somebody who has no account.", max_length=254, verbose_name="address"
            ),
        ),
        migrations.AddField(
            model_name="outboxmail",
            name="language",
            field=models.CharField(blank=True, max_length=10, verbose_name="language"),
        ),
        migrations.AlterField(
            model_name="outboxmail",
            name="recipient",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="to",
            ),
        ),
        migrations.AddConstraint(
            model_name="outboxmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("address", ""), ("recipient__isnull", False)),
                    models.Q(("recipient__isnull", True), models.Q(("address", ""), _negated=True)),
                    _connector="OR",
                ),
                name="mail_to_a_person_or_an_address",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, take_away),
    ]
