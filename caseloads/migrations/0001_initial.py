import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Client",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(db_collation="C", max_length=9)),
                ("touched", models.BigIntegerField()),
                (
                    "partnership",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="access.partnership"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("sha256", models.CharField(db_collation="C", max_length=64, primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("stored_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Extract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("feed", models.CharField(max_length=20)),
                ("agency", models.CharField(blank=True, db_collation="C", max_length=5)),
                ("begins", models.DateField(null=True)),
                ("to", models.DateField()),
                ("data_set", models.CharField(blank=True, max_length=1)),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("upsert", "Add and update"),
                            ("replace", "Replace everything earlier of this agency"),
                        ],
                        default="upsert",
                        max_length=10,
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("mapping", models.JSONField(null=True)),
                ("received_at", models.DateTimeField()),
                ("received_on", models.DateField(help_text="The day in London; no TO date may lie after it.")),
                ("wants_commissioner", models.CharField(blank=True, max_length=200)),
                ("checked_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("applied_at", models.DateTimeField(null=True)),
                (
                    "ranked",
                    models.BooleanField(
                        default=False, help_text="Whether rows that it repeats unchanged carry its rank."
                    ),
                ),
                ("refused_at", models.DateTimeField(null=True)),
                ("refusal", models.TextField(blank=True)),
                ("discarded_at", models.DateTimeField(null=True)),
                ("rows", models.BigIntegerField(default=0)),
                ("new", models.BigIntegerField(default=0)),
                ("changed", models.BigIntegerField(default=0)),
                ("unchanged", models.BigIntegerField(default=0)),
                ("rejected", models.BigIntegerField(default=0)),
                ("without_consent", models.BigIntegerField(default=0)),
                ("warnings", models.BigIntegerField(default=0)),
                (
                    "vanishing",
                    models.BigIntegerField(default=0, help_text="Episodes that would vanish, in replace mode."),
                ),
                ("encoding", models.CharField(blank=True, max_length=20)),
                ("date_form", models.CharField(blank=True, max_length=20)),
                ("unknown_columns", models.JSONField(default=list)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "discarded_by",
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
                (
                    "provider",
                    models.ForeignKey(
                        help_text="Whose agency it is about.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="access.provider",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("file", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="caseloads.storedfile")),
            ],
        ),
        migrations.CreateModel(
            name="Episode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("to", models.DateField()),
                ("sha256", models.CharField(db_collation="C", max_length=64)),
                ("line", models.BigIntegerField()),
                ("agency", models.TextField(blank=True, db_collation="C")),
                ("clientid", models.TextField(blank=True, db_collation="C")),
                ("episodid", models.TextField(blank=True, db_collation="C")),
                ("referred", models.DateField(null=True)),
                ("triaged", models.DateField(null=True)),
                ("discharged", models.DateField(null=True)),
                ("reason", models.IntegerField(null=True)),
                ("drug1", models.TextField(blank=True, db_collation="C")),
                ("drug2", models.TextField(blank=True, db_collation="C")),
                ("drug3", models.TextField(blank=True, db_collation="C")),
                ("route", models.TextField(blank=True, db_collation="C")),
                ("injstat", models.TextField(blank=True, db_collation="C")),
                ("accmneed", models.IntegerField(null=True)),
                ("hepbvac", models.TextField(blank=True, db_collation="C")),
                ("hepbstat", models.TextField(blank=True, db_collation="C")),
                ("prevhepb", models.TextField(blank=True, db_collation="C")),
                ("prevtr", models.TextField(blank=True, db_collation="C")),
                ("rfls", models.TextField(blank=True, db_collation="C")),
                ("prntstat", models.TextField(blank=True, db_collation="C")),
                ("empstat", models.TextField(blank=True, db_collation="C")),
                ("dualdiag", models.TextField(blank=True, db_collation="C")),
                ("topcc", models.BooleanField()),
                (
                    "partnership",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="access.partnership"
                    ),
                ),
                (
                    "extract",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="caseloads.extract"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FindingRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.BigIntegerField()),
                ("column", models.CharField(blank=True, max_length=60)),
                ("value", models.TextField(blank=True)),
                ("rule", models.CharField(max_length=60)),
                ("severity", models.CharField(max_length=10)),
                ("sentence", models.TextField()),
                (
                    "extract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="caseloads.extract"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IdentitySight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("page", models.CharField(max_length=200)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sights", to="caseloads.client"
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="Intervention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("to", models.DateField()),
                ("sha256", models.CharField(db_collation="C", max_length=64)),
                ("line", models.BigIntegerField()),
                ("agency", models.TextField(blank=True, db_collation="C")),
                ("clientid", models.TextField(blank=True, db_collation="C")),
                ("episodid", models.TextField(blank=True, db_collation="C")),
                ("intervention", models.TextField(blank=True, db_collation="C")),
                ("modid", models.TextField(blank=True, db_collation="C")),
                ("modal", models.IntegerField(null=True)),
                ("referred", models.DateField(null=True)),
                ("offered", models.DateField(null=True)),
                ("start", models.DateField(null=True)),
                ("end", models.DateField(null=True)),
                ("exit", models.TextField(blank=True, db_collation="C")),
                (
                    "extract",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="caseloads.extract"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="access.partnership"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LocalRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("to", models.DateField()),
                ("sha256", models.CharField(db_collation="C", max_length=64)),
                ("line", models.BigIntegerField()),
                ("feed", models.TextField(blank=True, db_collation="C")),
                ("key", models.TextField(blank=True, db_collation="C")),
                ("agency", models.TextField(blank=True, db_collation="C")),
                ("clientid", models.TextField(blank=True, db_collation="C")),
                ("attributor", models.TextField(blank=True, db_collation="C")),
                ("place", models.IntegerField()),
                ("values", models.JSONField()),
                (
                    "extract",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="caseloads.extract"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="access.partnership"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("to", models.DateField()),
                ("sha256", models.CharField(db_collation="C", max_length=64)),
                ("line", models.BigIntegerField()),
                ("agency", models.TextField(blank=True, db_collation="C")),
                ("clientid", models.TextField(blank=True, db_collation="C")),
                ("finitial", models.TextField(blank=True, db_collation="C")),
                ("sinitial", models.TextField(blank=True, db_collation="C")),
                ("dob", models.DateField()),
                ("sex", models.TextField(blank=True, db_collation="C")),
                ("dat", models.TextField(blank=True, db_collation="C")),
                ("ethnic", models.TextField(blank=True, db_collation="C")),
                ("attributor", models.TextField(blank=True, db_collation="C")),
                (
                    "client",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="caseloads.client",
                    ),
                ),
                (
                    "extract",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="caseloads.extract"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="access.partnership"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("to", models.DateField()),
                ("sha256", models.CharField(db_collation="C", max_length=64)),
                ("line", models.BigIntegerField()),
                ("agency", models.TextField(blank=True, db_collation="C")),
                ("clientid", models.TextField(blank=True, db_collation="C")),
                ("episodid", models.TextField(blank=True, db_collation="C")),
                ("top", models.TextField(blank=True, db_collation="C")),
                ("topid", models.TextField(blank=True, db_collation="C")),
                ("date", models.DateField(null=True)),
                ("stage", models.TextField(blank=True, db_collation="C")),
                ("items", models.CharField(db_collation="C", max_length=100)),
                (
                    "extract",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="caseloads.extract"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="access.partnership"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SavedMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("feed", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=60)),
                ("mapping", models.JSONField()),
                ("saved_at", models.DateTimeField()),
                (
                    "partnership",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="access.partnership"),
                ),
                (
                    "saved_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StoredPiece",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("data", models.BinaryField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pieces", to="caseloads.storedfile"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("to", models.DateField()),
                ("sha256", models.CharField(db_collation="C", max_length=64)),
                ("line", models.BigIntegerField()),
                ("agency", models.TextField(blank=True, db_collation="C")),
                ("clientid", models.TextField(blank=True, db_collation="C")),
                ("episodid", models.TextField(blank=True, db_collation="C")),
                (
                    "extract",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="caseloads.extract"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="access.partnership"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ClientIdentity",
            fields=[
                (
                    "client",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="identity",
                        serialize=False,
                        to="caseloads.client",
                    ),
                ),
                ("key", models.CharField(db_collation="C", max_length=120)),
                ("attributor", models.CharField(db_collation="C", max_length=11)),
                (
                    "partnership",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="access.partnership"),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="client",
            index=models.Index(models.F("partnership"), models.F("touched"), name="client_touched"),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.UniqueConstraint(fields=("partnership", "reference"), name="client_reference"),
        ),
        migrations.AddConstraint(
            model_name="episode",
            constraint=models.UniqueConstraint(
                fields=("partnership", "agency", "clientid", "episodid"), name="episode_once"
            ),
        ),
        migrations.AddIndex(
            model_name="findingrow",
            index=models.Index(models.F("extract"), models.F("line"), name="finding_line"),
        ),
        migrations.AddConstraint(
            model_name="intervention",
            constraint=models.UniqueConstraint(
                fields=("partnership", "agency", "clientid", "episodid", "intervention"), name="intervention_once"
            ),
        ),
        migrations.AddIndex(
            model_name="localrow",
            index=models.Index(models.F("partnership"), models.F("attributor"), name="local_row_attributor"),
        ),
        migrations.AddIndex(
            model_name="localrow",
            index=models.Index(
                models.F("partnership"), models.F("agency"), models.F("clientid"), name="local_row_record"
            ),
        ),
        migrations.AddConstraint(
            model_name="localrow",
            constraint=models.UniqueConstraint(fields=("partnership", "feed", "key"), name="local_row_once"),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(models.F("partnership"), models.F("attributor"), name="record_attributor"),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.UniqueConstraint(fields=("partnership", "agency", "clientid"), name="record_once"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                fields=("partnership", "agency", "clientid", "episodid", "top"), name="review_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedmapping",
            constraint=models.UniqueConstraint(fields=("partnership", "feed", "name"), name="mapping_named_once"),
        ),
        migrations.AddIndex(
            model_name="extract",
            index=models.Index(fields=["partnership", "-received_at"], name="extract_newest"),
        ),
        migrations.AddIndex(
            model_name="extract",
            index=models.Index(fields=["partnership", "feed", "agency", "-to"], name="extract_feed"),
        ),
        migrations.AddConstraint(
            model_name="extract",
            constraint=models.UniqueConstraint(
                condition=models.Q(("discarded_at__isnull", True), ("refused_at__isnull", True)),
                fields=("partnership", "feed", "agency", "to", "mode", "file"),
                name="extract_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="extract",
            constraint=models.CheckConstraint(
                condition=models.Q(("to__lte", models.F("received_on"))), name="extract_not_of_the_future"
            ),
        ),
        migrations.AddConstraint(
            model_name="extract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    _connector="OR",
                ),
                name="extract_confirmed_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="extract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("applied_at__isnull", True),
                    models.Q(("confirmed_at__isnull", False), ("refused_at__isnull", True)),
                    _connector="OR",
                ),
                name="extract_applied_after_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="extract",
            constraint=models.CheckConstraint(
                condition=models.Q(("discarded_at__isnull", True), ("applied_at__isnull", True), _connector="OR"),
                name="extract_applied_or_discarded",
            ),
        ),
        migrations.AddConstraint(
            model_name="storedpiece",
            constraint=models.UniqueConstraint(fields=("file", "number"), name="stored_piece_once"),
        ),
        migrations.AddConstraint(
            model_name="withdrawal",
            constraint=models.UniqueConstraint(
                fields=("partnership", "agency", "clientid", "episodid"), name="withdrawal_once"
            ),
        ),
        migrations.AddIndex(
            model_name="clientidentity",
            index=models.Index(models.F("partnership"), models.F("attributor"), name="identity_attributor"),
        ),
        migrations.AddConstraint(
            model_name="clientidentity",
            constraint=models.UniqueConstraint(fields=("partnership", "key"), name="identity_once"),
        ),
    ]
