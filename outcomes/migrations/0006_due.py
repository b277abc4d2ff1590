"""What determinations still need. Whoever was determined before this table was there is determined again."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("caseloads", "0002_guards"),
        ("outcomes", "0005_draft_guards"),
    ]
    operations = [
        migrations.CreateModel(
            name="DueRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("journey", models.DateField()),
                ("outcome", models.CharField(max_length=60)),
                ("part", models.CharField(blank=True, max_length=40)),
                ("action", models.CharField(max_length=10)),
                ("opens", models.DateField(null=True)),
                ("by", models.DateField(null=True)),
                ("final", models.BooleanField()),
                ("rests_on", models.DateField(null=True)),
                ("episodes", models.JSONField(default=list)),
                (
                    "client",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="caseloads.client"),
                ),
                (
                    "partnership",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="access.partnership"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("client", "journey", "outcome", "part"), name="due_once")
                ],
            },
        ),
        migrations.RunSQL("UPDATE outcomes_clientstanding SET seen = -1", migrations.RunSQL.noop),
    ]
