"""Whether the ledger holds: what the guards promise, asked of the rows themselves (reliability.md §2.1).

Each check is one set-based query, so that a million postings take seconds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

from django.db import connection

from payments.models import Remittance, RunFile

# (what is wrong, the query that finds it: the first column names the place)
CHECKS: Final[tuple[tuple[str, str], ...]] = (
    (
        "A transfer is not of whole pence above zero between two accounts",
        "SELECT id FROM payments_transfer WHERE pence <= 0 OR pence > 10^11 OR from_account = to_account",
    ),
    (
        "A posting does not follow the one before it",
        """SELECT id FROM (
            SELECT id, entitlement_id, sequence, balance_before, adjusts_id,
                row_number() OVER keyed AS place, lag(id) OVER keyed AS before,
                coalesce(sum(payments_signed(from_account, pence)) OVER
                    (keyed ROWS UNBOUNDED PRECEDING EXCLUDE CURRENT ROW), 0) AS balance
            FROM payments_transfer WHERE sequence IS NOT NULL WINDOW keyed AS (PARTITION BY entitlement_id ORDER BY sequence)
        ) posting
        WHERE sequence <> place OR balance_before <> balance OR adjusts_id IS DISTINCT FROM before""",
    ),
    (
        "The balance of a key is not what its entitlement says",
        """SELECT entitlement.id FROM payments_entitlement entitlement LEFT JOIN (
            SELECT entitlement_id, sum(payments_signed(from_account, pence)) AS balance
            FROM payments_transfer WHERE sequence IS NOT NULL GROUP BY entitlement_id
        ) posted ON posted.entitlement_id = entitlement.id
        WHERE entitlement.payable <> coalesce(posted.balance, 0)""",
    ),
    (
        "A posting for a client leads to no line of an extract and to no decision",
        """SELECT posting.id FROM payments_transfer posting
        JOIN payments_entitlement entitlement ON entitlement.id = posting.entitlement_id
        WHERE entitlement.client_id IS NOT NULL AND posting.kind = 'earned' AND NOT EXISTS (
            SELECT FROM outcomes_evidencerow evidence WHERE evidence.determination_id = posting.determination_id)""",
    ),
    (
        "A posting is in two live claims",
        """SELECT posting_id FROM payments_claimline WHERE released_at IS NULL GROUP BY posting_id HAVING count(*) > 1""",
    ),
    (
        "A line is not as its posting, or became payable otherwise than it was claimed",
        """SELECT line.id FROM payments_claimline line JOIN payments_transfer posting ON posting.id = line.posting_id
        JOIN payments_claim claim ON claim.id = line.claim_id
        LEFT JOIN payments_transfer approved ON approved.line_id = line.id
        WHERE line.pence <> payments_signed(posting.from_account, posting.pence)
            OR (line.released_at IS NULL AND claim.approved_at IS NOT NULL) <> (approved.id IS NOT NULL)
            OR approved.id IS NOT NULL
                AND line.pence <> CASE approved.to_account WHEN 'payable' THEN approved.pence ELSE -approved.pence END""",
    ),
    (
        "A claim was approved by nobody who may, or for other lines than it has",
        """SELECT claim.id FROM payments_claim claim WHERE claim.approved_at IS NOT NULL AND NOT EXISTS (
            SELECT FROM payments_approval approval WHERE approval.claim_id = claim.id
                AND approval.sha256 = payments_claim_digest(claim.id) AND approval.approver_id <> claim.prepared_by_id
                AND NOT EXISTS (SELECT FROM payments_lineassessor assessor JOIN payments_claimline line
                    ON line.id = assessor.line_id AND line.released_at IS NULL
                    WHERE line.claim_id = claim.id AND assessor.person_id = approval.approver_id))""",
    ),
    (
        "An approval names another preparer than the claim",
        """SELECT approval.id FROM payments_approval approval JOIN payments_claim claim ON claim.id = approval.claim_id
        WHERE approval.preparer_id <> claim.prepared_by_id OR approval.approver_id = approval.preparer_id""",
    ),
    (
        "A payment is not what its lines and the recoverable balance come to",
        """SELECT payment.id FROM payments_payment payment LEFT JOIN (
            SELECT paid.payment_id, sum(line.pence) AS pence FROM payments_paymentline paid
            JOIN payments_claimline line ON line.id = paid.line_id GROUP BY paid.payment_id
        ) lines ON lines.payment_id = payment.id
        WHERE payment.lines_pence <> coalesce(lines.pence, 0)
            OR payment.paid <> payment.lines_pence + payment.brought - payment.carried""",
    ),
    (
        "A released payment was not posted once",
        """SELECT payment.id FROM payments_payment payment JOIN payments_paymentrun run ON run.id = payment.run_id
        WHERE run.released_at IS NOT NULL AND payment.paid <> (
            SELECT coalesce(sum(pence), 0) FROM payments_transfer WHERE payment_id = payment.id AND kind = 'paid')""",
    ),
    (
        "What is payable is not what is approved and unpaid",
        """SELECT contract.id FROM payments_contract contract
        LEFT JOIN (SELECT contract_id, sum(CASE WHEN to_account = 'payable' THEN pence ELSE -pence END) AS balance
            FROM payments_transfer WHERE 'payable' IN (from_account, to_account) GROUP BY contract_id
        ) payable ON payable.contract_id = contract.id
        LEFT JOIN (SELECT approved.contract_id, sum(line.pence) AS pence FROM payments_transfer approved
            JOIN payments_claimline line ON line.id = approved.line_id
            LEFT JOIN payments_paymentline paid ON paid.line_id = line.id
            LEFT JOIN payments_payment payment ON payment.id = paid.payment_id
            LEFT JOIN payments_paymentrun run ON run.id = payment.run_id
            WHERE run.released_at IS NULL GROUP BY approved.contract_id
        ) unpaid ON unpaid.contract_id = contract.id
        WHERE coalesce(payable.balance, 0) <> coalesce(unpaid.pence, 0)""",
    ),
    (
        "A contract's recoverable balance is above zero, or its paid balance below",
        """SELECT contract_id FROM (
            SELECT contract_id, to_account AS account, pence FROM payments_transfer
            UNION ALL SELECT contract_id, from_account, -pence FROM payments_transfer
        ) moved GROUP BY contract_id
        HAVING sum(pence) FILTER (WHERE account = 'recoverable') > 0 OR sum(pence) FILTER (WHERE account = 'paid') < 0
            OR sum(pence) <> 0""",
    ),
)  # fmt: skip


def check_ledger() -> list[str]:
    """What is wrong, a sentence each; empty where the ledger holds."""
    return [*_wrong_rows(), *_wrong_files()]


def _wrong_rows() -> Iterator[str]:
    with connection.cursor() as cursor:
        for wrong, sql in CHECKS:
            cursor.execute(f"SELECT wrong.* FROM ({sql}) wrong LIMIT 5")
            places = ", ".join(str(row[0]) for row in cursor.fetchall())
            if places:
                yield f"{wrong}: {places}."


def _wrong_files() -> Iterator[str]:
    """Stored files whose bytes no longer have their SHA-256."""
    for run_id, data, sha256 in RunFile.objects.values_list("run_id", "data", "sha256").iterator(chunk_size=20):
        if hashlib.sha256(data).hexdigest() != sha256:
            yield f"The finance file of payment run {run_id} has changed."
    for payment_id, pdf, sha256 in Remittance.objects.values_list("payment_id", "pdf", "sha256").iterator(
        chunk_size=20
    ):
        if hashlib.sha256(pdf).hexdigest() != sha256:
            yield f"The remittance advice of payment {payment_id} has changed."
