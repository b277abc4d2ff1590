"""Who changed a draft, and when."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0003_assessments")]
    operations = [
        migrations.AddField(
            model_name="schemeversion",
            name="changed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="schemeversion",
            name="changed_by",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                default=list,
                help_text="Everybody who changed the draft.",
                size=None,
            ),
        ),
    ]
