import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_initial"),
        ("caseloads", "0002_guards"),
        ("outcomes", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Contract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(db_collation="C", max_length=60)),
                (
                    "partnership",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="access.partnership"),
                ),
                (
                    "provider",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="access.provider"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("up_to", models.DateField()),
                ("prepared_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("rejected_at", models.DateTimeField(help_text="When the last of its lines was rejected.", null=True)),
                (
                    "partnership",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="access.partnership"),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("contract", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="payments.contract")),
            ],
        ),
        migrations.CreateModel(
            name="Entitlement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("journey", models.DateField()),
                ("outcome", models.CharField(db_collation="C", max_length=60)),
                ("part", models.CharField(blank=True, db_collation="C", max_length=80)),
                ("date", models.DateField(null=True)),
                ("group", models.CharField(blank=True, max_length=40)),
                ("amount", models.BigIntegerField(default=0)),
                ("payable", models.BigIntegerField(default=0)),
                ("gated", models.BigIntegerField(default=0)),
                ("held", models.BigIntegerField(default=0)),
                ("how", models.TextField(blank=True)),
                ("awaits", models.CharField(blank=True, max_length=200)),
                ("closed", models.BooleanField(default=False, help_text="The gate can never open any more.")),
                (
                    "client",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="caseloads.client"),
                ),
                ("contract", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="payments.contract")),
            ],
        ),
        migrations.CreateModel(
            name="ClaimLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pence", models.BigIntegerField()),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "released_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("rejected", "Rejected"),
                            ("left", "Left for a later claim"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="payments.claim"
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entitlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="payments.entitlement"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LineAssessor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assessors", to="payments.claimline"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lines_pence", models.BigIntegerField()),
                ("brought", models.BigIntegerField()),
                ("carried", models.BigIntegerField()),
                ("paid", models.BigIntegerField()),
                ("contract", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="payments.contract")),
            ],
        ),
        migrations.CreateModel(
            name="PaymentLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="paid", to="payments.claimline"
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="payments.payment"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PaymentRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("pence", models.BigIntegerField()),
                ("prepared_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "audit_head",
                    models.CharField(blank=True, help_text="The end of the event log at that moment.", max_length=64),
                ),
                (
                    "partnership",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="access.partnership"),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="payment",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="payments.paymentrun"
            ),
        ),
        migrations.CreateModel(
            name="Query",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rejects", models.BooleanField(default=False)),
                ("text", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="queries", to="payments.claimline"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "queries",
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("data", models.BinaryField()),
                ("sha256", models.CharField(db_collation="C", max_length=64)),
                (
                    "query",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attachment", to="payments.query"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Remittance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pdf", models.BinaryField()),
                ("sha256", models.CharField(db_collation="C", max_length=64)),
                ("data_sha256", models.CharField(db_collation="C", max_length=64)),
                ("made_at", models.DateTimeField()),
                (
                    "payment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="remittance", to="payments.payment"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RunFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("data", models.BinaryField()),
                ("sha256", models.CharField(db_collation="C", max_length=64)),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="file", to="payments.paymentrun"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("transaction", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("earned", "Earned"),
                            ("adjusted", "Adjusted"),
                            ("approved", "Approved"),
                            ("carried", "Carried as recoverable"),
                            ("set_off", "Set off"),
                            ("paid", "Paid"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "from_account",
                    models.CharField(
                        choices=[
                            ("earned", "Earned"),
                            ("accrued", "Accrued"),
                            ("payable", "Payable"),
                            ("paid", "Paid"),
                            ("recoverable", "Recoverable"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "to_account",
                    models.CharField(
                        choices=[
                            ("earned", "Earned"),
                            ("accrued", "Accrued"),
                            ("payable", "Payable"),
                            ("paid", "Paid"),
                            ("recoverable", "Recoverable"),
                        ],
                        max_length=12,
                    ),
                ),
                ("pence", models.BigIntegerField()),
                ("sequence", models.IntegerField(null=True)),
                ("balance_before", models.BigIntegerField(null=True)),
                (
                    "earned_on",
                    models.DateField(
                        help_text="The entitlement's date: its month is the line's original month.", null=True
                    ),
                ),
                ("explanation", models.JSONField(default=dict)),
                ("posted_at", models.DateTimeField()),
                (
                    "adjusts",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="payments.transfer"
                    ),
                ),
                ("contract", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="payments.contract")),
                (
                    "determination",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="outcomes.determinationrow",
                    ),
                ),
                (
                    "entitlement",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="payments.entitlement",
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfer",
                        to="payments.claimline",
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="access.partnership"),
                ),
                (
                    "payment",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="payments.payment"),
                ),
                (
                    "posted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="outcomes.schemeversion",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="claimline",
            name="posting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="payments.transfer"
            ),
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(db_collation="C", max_length=64)),
                ("pence", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "approver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "preparer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="approvals", to="payments.claim"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("approver", models.F("preparer")), _negated=True),
                        name="approval_not_by_its_preparer",
                    ),
                    models.UniqueConstraint(fields=("claim", "approver", "sha256"), name="approval_once_a_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Command",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(db_collation="C", max_length=64)),
                ("name", models.CharField(max_length=40)),
                ("body_sha256", models.CharField(db_collation="C", max_length=64)),
                ("answer", models.JSONField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "key"), name="command_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(fields=("partnership", "code"), name="contract_code_once"),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(fields=("partnership", "number"), name="claim_number_once"),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(fields=("id", "prepared_by"), name="claim_and_its_preparer"),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="claim_withdrawn_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_at", None), models.Q(("rejected_at", None), ("withdrawn_at", None)), _connector="OR"
                ),
                name="claim_ends_one_way",
            ),
        ),
        migrations.AddIndex(
            model_name="entitlement",
            index=models.Index(models.F("client"), name="entitlement_client"),
        ),
        migrations.AddConstraint(
            model_name="entitlement",
            constraint=models.UniqueConstraint(
                fields=("contract", "client", "journey", "outcome", "part"),
                name="entitlement_key_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="entitlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__range", (-100000000000, 100000000000)), ("payable__range", (-100000000000, 100000000000))
                ),
                name="entitlement_within_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="lineassessor",
            constraint=models.UniqueConstraint(fields=("line", "person"), name="line_assessor_once"),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.UniqueConstraint(fields=("partnership", "number"), name="run_number_once"),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released_at__isnull", True)), fields=("partnership",), name="run_waiting_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("released_at", None), ("released_by", None)),
                    models.Q(("released_at__isnull", False), ("released_by__isnull", False)),
                    _connector="OR",
                ),
                name="run_released_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("pence__gte", 0), ("pence__lte", 100000000000)), name="run_within_range"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(fields=("run", "contract"), name="payment_once_a_run"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("brought__lte", 0),
                    ("carried__lte", 0),
                    ("paid__gte", 0),
                    (
                        "paid",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("lines_pence"), "+", models.F("brought")
                            ),
                            "-",
                            models.F("carried"),
                        ),
                    ),
                    models.Q(("paid", 0), ("carried", 0), _connector="OR"),
                ),
                name="payment_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="query",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="query_answered_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="query",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at__isnull", True)), fields=("line",), name="query_unanswered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="query",
            constraint=models.CheckConstraint(
                condition=models.Q(("answered_at", None), ("answered_at__gte", models.F("asked_at")), _connector="OR"),
                name="query_answered_after_asked",
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["contract", "kind", "posted_at"], name="transfer_contract"),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["partnership", "-transaction"], name="transfer_newest"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("pence__gte", 1), ("pence__lte", 100000000000)), name="transfer_within_range"
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_account", models.F("to_account")), _negated=True),
                name="transfer_between_two_accounts",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(fields=("entitlement", "sequence"), name="transfer_sequence_once"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(fields=("payment", "kind"), name="transfer_payment_once"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("balance_before__isnull", False),
                        ("earned_on__isnull", False),
                        ("entitlement__isnull", False),
                        ("kind__in", ["earned", "adjusted"]),
                        ("line", None),
                        ("payment", None),
                        ("sequence__gte", 1),
                        ("version__isnull", False),
                        models.Q(
                            models.Q(("from_account", "earned"), ("to_account", "accrued")),
                            models.Q(("from_account", "accrued"), ("to_account", "earned")),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        ("entitlement__isnull", False),
                        ("kind", "approved"),
                        ("line__isnull", False),
                        ("payment", None),
                        ("sequence", None),
                        models.Q(
                            models.Q(("from_account", "accrued"), ("to_account", "payable")),
                            models.Q(("from_account", "payable"), ("to_account", "accrued")),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        ("from_account", "recoverable"),
                        ("kind", "carried"),
                        ("payment__isnull", False),
                        ("to_account", "payable"),
                    ),
                    models.Q(
                        ("from_account", "payable"),
                        ("kind", "set_off"),
                        ("payment__isnull", False),
                        ("to_account", "recoverable"),
                    ),
                    models.Q(
                        ("from_account", "payable"),
                        ("kind", "paid"),
                        ("payment__isnull", False),
                        ("to_account", "paid"),
                    ),
                    _connector="OR",
                ),
                name="transfer_is_of_its_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released_at__isnull", True)), fields=("posting",), name="line_in_one_live_claim"
            ),
        ),
        migrations.AddConstraint(
            model_name="claimline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("released_as", ""), ("released_at", None), ("released_by", None)),
                    models.Q(
                        ("released_at__isnull", False),
                        ("released_by__isnull", False),
                        models.Q(("released_as", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="line_released_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimline",
            constraint=models.CheckConstraint(
                condition=models.Q(("pence", 0), _negated=True), name="line_not_of_nothing"
            ),
        ),
    ]
