"""TOPs to mend. Whoever was determined before this table was there is determined again."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("caseloads", "0002_guards"),
        ("outcomes", "0006_due"),
    ]
    operations = [
        migrations.CreateModel(
            name="TopExceptionRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("journey", models.DateField()),
                ("kind", models.CharField(max_length=20)),
                ("agency", models.CharField(max_length=5)),
                ("clientid", models.CharField(max_length=100)),
                ("episodid", models.CharField(max_length=100)),
                ("topid", models.CharField(blank=True, max_length=100)),
                ("day", models.DateField(null=True)),
                ("items", models.JSONField(default=list)),
                ("client", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="caseloads.client")),
                (
                    "partnership",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="access.partnership"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("partnership"), models.F("agency"), models.F("kind"), name="top_exception_listed"
                    ),
                    models.Index(models.F("client"), name="top_exception_client"),
                ],
            },
        ),
        migrations.RunSQL("UPDATE outcomes_clientstanding SET seen = -1", migrations.RunSQL.noop),
    ]
