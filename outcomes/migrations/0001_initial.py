import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_initial"),
        ("caseloads", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DecisionMade",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("journey", models.DateField()),
                ("outcome", models.CharField(max_length=60)),
                ("part", models.CharField(blank=True, max_length=40)),
                ("reason", models.CharField(max_length=60)),
                ("decision", models.CharField(choices=[("release", "Release"), ("refuse", "Refuse")], max_length=10)),
                ("words", models.TextField(help_text="Why, in the person's own words.")),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="caseloads.client")),
                (
                    "partnership",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="access.partnership"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DeterminationRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("journey", models.DateField()),
                ("outcome", models.CharField(max_length=60)),
                ("part", models.CharField(blank=True, max_length=40)),
                ("status", models.CharField(max_length=12)),
                ("date", models.DateField(null=True)),
                ("group", models.CharField(max_length=40, null=True)),
                (
                    "contracts",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None),
                ),
                ("reason", models.CharField(max_length=60)),
                ("why", models.TextField()),
                ("awaits", models.CharField(blank=True, max_length=20)),
                ("awaits_date", models.DateField(null=True)),
                ("found_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="caseloads.client"),
                ),
                (
                    "partnership",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="access.partnership"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EvidenceRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.IntegerField()),
                ("line", models.BigIntegerField(null=True)),
                (
                    "decision",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="outcomes.decisionmade"
                    ),
                ),
                (
                    "determination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="outcomes.determinationrow",
                    ),
                ),
                (
                    "extract",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="caseloads.extract"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SchemeVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("starts", models.DateField()),
                ("ends", models.DateField()),
                ("document", models.TextField(help_text="The TOML document.")),
                ("sha256", models.CharField(db_collation="C", max_length=64)),
                ("drafted_at", models.DateTimeField()),
                ("in_force_at", models.DateTimeField(null=True)),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "in_force_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="access.partnership"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="JourneyRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start", models.DateField()),
                ("end", models.DateField(null=True)),
                ("settled", models.BooleanField()),
                ("group", models.CharField(max_length=40, null=True)),
                ("holder", models.CharField(max_length=60, null=True)),
                ("first_contract", models.CharField(max_length=60, null=True)),
                ("first_agency", models.CharField(max_length=5)),
                ("first_clientid", models.CharField(max_length=100)),
                ("offences", models.JSONField(default=list)),
                ("client", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="caseloads.client")),
                (
                    "partnership",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="access.partnership"),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="outcomes.schemeversion"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="determinationrow",
            name="version",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="outcomes.schemeversion"),
        ),
        migrations.CreateModel(
            name="ClientStanding",
            fields=[
                (
                    "client",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="caseloads.client",
                    ),
                ),
                ("seen", models.BigIntegerField()),
                ("wakes", models.DateField(null=True)),
                (
                    "horizon",
                    models.CharField(
                        help_text="Digest of the day and of what each feed was complete to.", max_length=64
                    ),
                ),
                ("schemes", models.CharField(help_text="Digest of the scheme versions in force.", max_length=64)),
                (
                    "partnership",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="access.partnership"),
                ),
            ],
            options={
                "indexes": [models.Index(models.F("partnership"), models.F("wakes"), name="standing_wakes")],
            },
        ),
        migrations.AddIndex(
            model_name="decisionmade",
            index=models.Index(models.F("client"), models.F("journey"), models.F("outcome"), name="decision_of"),
        ),
        migrations.AddConstraint(
            model_name="evidencerow",
            constraint=models.UniqueConstraint(fields=("determination", "place"), name="evidence_place_once"),
        ),
        migrations.AddConstraint(
            model_name="evidencerow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision__isnull", True), ("extract__isnull", False), ("line__isnull", False)),
                    models.Q(("decision__isnull", False), ("extract__isnull", True), ("line__isnull", True)),
                    _connector="OR",
                ),
                name="evidence_is_a_line_or_a_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="schemeversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("in_force_at__isnull", True), ("in_force_by__isnull", True)),
                    models.Q(("in_force_at__isnull", False), ("in_force_by__isnull", False)),
                    _connector="OR",
                ),
                name="scheme_in_force_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="schemeversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_force_by__isnull", True),
                    models.Q(("in_force_by", models.F("drafted_by")), _negated=True),
                    _connector="OR",
                ),
                name="scheme_in_force_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="schemeversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts__lte", models.F("ends"))), name="scheme_starts_before_it_ends"
            ),
        ),
        migrations.AddConstraint(
            model_name="journeyrow",
            constraint=models.UniqueConstraint(fields=("client", "start"), name="journey_once"),
        ),
        migrations.AddIndex(
            model_name="determinationrow",
            index=models.Index(
                condition=models.Q(("superseded_at__isnull", True)),
                fields=["partnership", "status"],
                name="determination_current",
            ),
        ),
        migrations.AddConstraint(
            model_name="determinationrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("client__isnull", True), ("superseded_at__isnull", True)),
                fields=("partnership", "client", "journey", "outcome", "part", "contracts"),
                name="cohort_determination_current_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="determinationrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("client__isnull", False), ("superseded_at__isnull", True)),
                fields=("client", "journey", "outcome", "part"),
                name="determination_current_once",
            ),
        ),
    ]
