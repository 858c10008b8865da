from django.db import migrations


def drop_what_was_not_before(apps, schema_editor):
    """On the way back: before, a draft was of a thread, and topics had no files."""
    apps.get_model("discussions", "Attachment").objects.filter(topic__isnull=False).delete()
    drafts = apps.get_model("discussions", "PostDraft").objects.filter(thread=None)
    apps.get_model("discussions", "Attachment").objects.filter(draft__in=drafts).delete()
    drafts.delete()


class Migration(migrations.Migration):
    """On its own: PostgreSQL changes no table in the transaction that has deleted rows of it."""

    dependencies = [("discussions", "0016_drafts_and_files_of_topics")]

    operations = [migrations.RunPython(migrations.RunPython.noop, drop_what_was_not_before)]
