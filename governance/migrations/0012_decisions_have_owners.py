from django.db import migrations


class Migration(migrations.Migration):
    """Decisions made before they had an owner are seen through by whoever decided."""

    dependencies = [("governance", "0011_register_whole")]
    operations = [
        migrations.RunSQL(
            "update governance_decision set owner_id = decided_by_id where owner_id is null",
            migrations.RunSQL.noop,
        )
    ]
