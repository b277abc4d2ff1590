"""What keeps the money right whatever the application does (reliability.md §2.2 and §2.4).

Each guard has its mutant in tests/rooms/payments: with the guard dropped, its attack succeeds.
"""

from django.db import migrations

# Append-only tables: the application may select and insert; not even the owner changes a row by a slip.
_APPEND_ONLY = (
    "transfer",
    "approval",
    "lineassessor",
    "attachment",
    "payment",
    "paymentline",
    "runfile",
    "remittance",
)
# Rows of which only these columns may ever be set, and each only once.
_SET_ONCE = {
    "claim": ("approved_at", "withdrawn_at", "withdrawn_by_id", "rejected_at"),
    "claimline": ("released_at", "released_by_id", "released_as"),
    "query": ("answer", "answered_at", "answered_by_id"),
    "paymentrun": ("released_at", "released_by_id"),
    "command": ("answer",),
}

_APPEND_ONLY_SQL = "\n".join(
    f"""
REVOKE ALL ON payments_{table} FROM pbr_app;
GRANT SELECT, INSERT ON payments_{table} TO pbr_app;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON payments_{table}
    FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON payments_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
"""
    for table in _APPEND_ONLY
)

_SET_ONCE_FUNCTION = """
CREATE FUNCTION payments_set_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    settable text[] := TG_ARGV;
    former jsonb := to_jsonb(OLD);
    setting text;
BEGIN
    IF TG_OP = 'DELETE' OR former - settable <> to_jsonb(NEW) - settable THEN
        RAISE EXCEPTION 'a % is never changed: only % may be set', TG_TABLE_NAME, settable
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOREACH setting IN ARRAY settable LOOP
        IF former -> setting <> to_jsonb(NEW) -> setting AND former ->> setting IS NOT NULL AND former ->> setting <> '' THEN
            RAISE EXCEPTION '% of a % is set once', setting, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN NEW;
END
$$;
"""

_SET_ONCE_SQL = "\n".join(
    f"""
REVOKE ALL ON payments_{table} FROM pbr_app;
GRANT SELECT, INSERT ON payments_{table} TO pbr_app;
GRANT UPDATE ({", ".join(columns)}) ON payments_{table} TO pbr_app;
CREATE TRIGGER {table}_set_once BEFORE UPDATE OR DELETE ON payments_{table}
    FOR EACH ROW EXECUTE FUNCTION payments_set_once({", ".join(f"'{column}'" for column in columns)});
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON payments_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
"""
    for table, columns in _SET_ONCE.items()
)

LEDGER = """
CREATE SEQUENCE payments_transaction;
GRANT USAGE, SELECT ON SEQUENCE payments_transaction TO pbr_app;

-- A key never changes under the history that hangs on it.
CREATE FUNCTION payments_entitlement_key_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.id, OLD.contract_id, OLD.client_id, OLD.journey, OLD.outcome, OLD.part)
        IS DISTINCT FROM (NEW.id, NEW.contract_id, NEW.client_id, NEW.journey, NEW.outcome, NEW.part) THEN
        RAISE EXCEPTION 'the key of an entitlement never changes' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
REVOKE DELETE, TRUNCATE ON payments_entitlement, payments_contract FROM pbr_app;
CREATE TRIGGER entitlement_key_is_fixed BEFORE UPDATE OR DELETE ON payments_entitlement
    FOR EACH ROW EXECUTE FUNCTION payments_entitlement_key_is_fixed();

ALTER TABLE payments_entitlement ADD CONSTRAINT entitlement_and_its_contract UNIQUE (id, contract_id);
ALTER TABLE payments_transfer ADD CONSTRAINT transfer_of_its_contract
    FOREIGN KEY (entitlement_id, contract_id) REFERENCES payments_entitlement (id, contract_id);
ALTER TABLE payments_claim ADD CONSTRAINT claim_and_its_contract UNIQUE (id, contract_id);

-- What a posting adds to its key: above zero from earned to accrued.
CREATE FUNCTION payments_signed(from_account text, pence bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
    $$ SELECT CASE WHEN from_account IN ('accrued', 'payable') THEN -pence ELSE pence END $$;

CREATE FUNCTION payments_posting_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before payments_transfer%ROWTYPE;
BEGIN
    IF NEW.kind NOT IN ('earned', 'adjusted') THEN
        RETURN NEW;
    END IF;
    SELECT * INTO before FROM payments_transfer
        WHERE entitlement_id = NEW.entitlement_id AND sequence = NEW.sequence - 1;
    IF NEW.sequence = 1 AND (NEW.kind, NEW.balance_before, NEW.adjusts_id) IS DISTINCT FROM ('earned', 0::bigint, NULL::bigint)
        OR NEW.sequence > 1 AND (before.id IS NULL OR NEW.kind <> 'adjusted'
            OR NEW.adjusts_id IS DISTINCT FROM before.id
            OR NEW.balance_before <> before.balance_before + payments_signed(before.from_account, before.pence)) THEN
        RAISE EXCEPTION 'posting % of entitlement % does not follow the one before it', NEW.sequence, NEW.entitlement_id
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.determination_id IS NULL
        AND EXISTS (SELECT FROM payments_entitlement WHERE id = NEW.entitlement_id AND client_id IS NOT NULL) THEN
        RAISE EXCEPTION 'a posting for a client names its determination' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER transfer_fits_its_key BEFORE INSERT ON payments_transfer
    FOR EACH ROW EXECUTE FUNCTION payments_posting_fits();
"""

CLAIMS = """
ALTER TABLE payments_approval ADD CONSTRAINT approval_names_the_preparer
    FOREIGN KEY (claim_id, preparer_id) REFERENCES payments_claim (id, prepared_by_id);

-- The lines and amounts of a claim as one digest: what an approval covers.
CREATE FUNCTION payments_claim_digest(claim bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(coalesce(string_agg(id || ':' || pence, ',' ORDER BY id), ''), 'UTF8')), 'hex')
    FROM payments_claimline WHERE claim_id = claim AND released_at IS NULL
$$;

-- Two above the partnership's limit. What counts is all that the contract's claims of the same month, and those not yet
-- paid, would add together: a claim split in two does not pass under the limit.
CREATE FUNCTION payments_approvers_needed(claim bigint) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN coalesce(sum(greatest(line.pence, 0)), 0) > min(partnership.approval_limit) THEN 2 ELSE 1 END
    FROM payments_claim this
    JOIN access_partnership partnership ON partnership.id = this.partnership_id
    JOIN payments_claim other ON other.contract_id = this.contract_id
        AND other.withdrawn_at IS NULL AND other.rejected_at IS NULL
    JOIN payments_claimline line ON line.claim_id = other.id AND line.released_at IS NULL
    LEFT JOIN payments_paymentline paid ON paid.line_id = line.id
    WHERE this.id = claim
        AND (paid.id IS NULL OR date_trunc('month', other.up_to) = date_trunc('month', this.up_to))
$$;

CREATE FUNCTION payments_line_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM payments_transfer posting JOIN payments_claim claim ON claim.id = NEW.claim_id
        WHERE posting.id = NEW.posting_id AND posting.kind IN ('earned', 'adjusted')
            AND posting.entitlement_id = NEW.entitlement_id AND posting.contract_id = claim.contract_id
            AND payments_signed(posting.from_account, posting.pence) = NEW.pence
            AND claim.approved_at IS NULL AND claim.withdrawn_at IS NULL AND claim.rejected_at IS NULL
    ) THEN
        RAISE EXCEPTION 'a claim line is of a posting of its contract, with its amount, in an open claim'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER line_fits_its_posting BEFORE INSERT ON payments_claimline
    FOR EACH ROW EXECUTE FUNCTION payments_line_fits();

CREATE FUNCTION payments_line_stays_once_approved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM payments_claim WHERE id = NEW.claim_id AND approved_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a line of an approved claim stays in it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER line_stays_once_approved BEFORE UPDATE ON payments_claimline
    FOR EACH ROW EXECUTE FUNCTION payments_line_stays_once_approved();

CREATE FUNCTION payments_approval_covers_what_is_there() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.sha256 <> payments_claim_digest(NEW.claim_id) THEN
        RAISE EXCEPTION 'an approval covers exactly the lines of the claim' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER approval_covers_what_is_there BEFORE INSERT ON payments_approval
    FOR EACH ROW EXECUTE FUNCTION payments_approval_covers_what_is_there();

CREATE FUNCTION payments_approval_not_by_assessor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM payments_claimline line JOIN payments_lineassessor assessor ON assessor.line_id = line.id
        WHERE line.claim_id = NEW.claim_id AND line.released_at IS NULL AND assessor.person_id = NEW.approver_id
    ) THEN
        RAISE EXCEPTION 'who assessed a client does not approve the claim' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER approval_not_by_assessor BEFORE INSERT ON payments_approval
    FOR EACH ROW EXECUTE FUNCTION payments_approval_not_by_assessor();

CREATE FUNCTION payments_claim_approved_by_enough() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(DISTINCT approver_id) FROM payments_approval
        WHERE claim_id = NEW.id AND sha256 = payments_claim_digest(NEW.id)) < payments_approvers_needed(NEW.id) THEN
        RAISE EXCEPTION 'not enough people approved the claim' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER claim_approved_by_enough BEFORE UPDATE ON payments_claim
    FOR EACH ROW WHEN (OLD.approved_at IS NULL AND NEW.approved_at IS NOT NULL)
    EXECUTE FUNCTION payments_claim_approved_by_enough();
CREATE TRIGGER claim_not_born_approved BEFORE INSERT ON payments_claim
    FOR EACH ROW WHEN (NEW.approved_at IS NOT NULL) EXECUTE FUNCTION append_only();

CREATE FUNCTION payments_queries_are_answered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM payments_query query JOIN payments_claimline line ON line.id = query.line_id
        WHERE line.claim_id = NEW.id AND line.released_at IS NULL AND query.answered_at IS NULL
    ) THEN
        RAISE EXCEPTION 'a query of the claim has no answer yet' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER claim_queries_are_answered BEFORE UPDATE ON payments_claim
    FOR EACH ROW WHEN (OLD.approved_at IS NULL AND NEW.approved_at IS NOT NULL)
    EXECUTE FUNCTION payments_queries_are_answered();

CREATE FUNCTION payments_approved_as_claimed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM payments_claimline line JOIN payments_claim claim ON claim.id = line.claim_id
        WHERE line.id = NEW.line_id AND line.released_at IS NULL AND claim.approved_at IS NOT NULL
            AND line.entitlement_id = NEW.entitlement_id AND claim.contract_id = NEW.contract_id
            AND line.pence = CASE WHEN NEW.to_account = 'payable' THEN NEW.pence ELSE -NEW.pence END
    ) THEN
        RAISE EXCEPTION 'a line becomes payable as it was claimed, once its claim is approved' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER transfer_approved_as_claimed BEFORE INSERT ON payments_transfer
    FOR EACH ROW WHEN (NEW.kind = 'approved') EXECUTE FUNCTION payments_approved_as_claimed();
"""

PAYMENTS = """
CREATE FUNCTION payments_payment_line_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM payments_transfer approved JOIN payments_payment payment ON payment.id = NEW.payment_id
        WHERE approved.line_id = NEW.line_id AND approved.contract_id = payment.contract_id
    ) THEN
        RAISE EXCEPTION 'a payment holds approved lines of its contract' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER payment_line_fits BEFORE INSERT ON payments_paymentline
    FOR EACH ROW EXECUTE FUNCTION payments_payment_line_fits();

CREATE FUNCTION payments_run_released_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.released_by_id = NEW.prepared_by_id
        AND NEW.pence > (SELECT approval_limit FROM access_partnership WHERE id = NEW.partnership_id) THEN
        RAISE EXCEPTION 'a payment run above the limit is released by a second person' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER run_released_by_two BEFORE UPDATE ON payments_paymentrun
    FOR EACH ROW WHEN (NEW.released_at IS NOT NULL) EXECUTE FUNCTION payments_run_released_by_two();
CREATE TRIGGER run_not_born_released BEFORE INSERT ON payments_paymentrun
    FOR EACH ROW WHEN (NEW.released_at IS NOT NULL) EXECUTE FUNCTION append_only();

CREATE FUNCTION payments_run_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.pence <> (SELECT coalesce(sum(paid), 0) FROM payments_payment WHERE run_id = NEW.id)
        OR EXISTS (
            SELECT FROM payments_payment payment WHERE payment.run_id = NEW.id AND payment.lines_pence <> (
                SELECT coalesce(sum(line.pence), 0) FROM payments_paymentline paid
                JOIN payments_claimline line ON line.id = paid.line_id WHERE paid.payment_id = payment.id)
        ) THEN
        RAISE EXCEPTION 'a payment run comes to what its lines come to' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER run_adds_up BEFORE UPDATE ON payments_paymentrun
    FOR EACH ROW WHEN (NEW.released_at IS NOT NULL) EXECUTE FUNCTION payments_run_adds_up();

CREATE FUNCTION payments_paid_as_released() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM payments_payment payment JOIN payments_paymentrun run ON run.id = payment.run_id
        WHERE payment.id = NEW.payment_id AND payment.contract_id = NEW.contract_id AND run.released_at IS NOT NULL
            AND NEW.pence = CASE NEW.kind WHEN 'paid' THEN payment.paid
                WHEN 'set_off' THEN payment.carried - payment.brought ELSE payment.brought - payment.carried END
    ) THEN
        RAISE EXCEPTION 'a payment is posted as its released run says' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER transfer_paid_as_released BEFORE INSERT ON payments_transfer
    FOR EACH ROW WHEN (NEW.kind IN ('paid', 'set_off', 'carried')) EXECUTE FUNCTION payments_paid_as_released();
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO pbr_app;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("audit", "0002_guards"), ("outcomes", "0002_guards")]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop)
        for sql in (_APPEND_ONLY_SQL, _SET_ONCE_FUNCTION, _SET_ONCE_SQL, LEDGER, CLAIMS, PAYMENTS)
    ]
