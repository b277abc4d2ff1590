"""A challenge is answered once, and by somebody of the partnership; what was said never changes.

Each guard has its mutant in tests/rooms/payments.
"""

from django.db import migrations

GUARDS = """
REVOKE ALL ON payments_challenge, payments_challengefile FROM pbr_app;
GRANT SELECT, INSERT ON payments_challenge, payments_challengefile TO pbr_app;
GRANT UPDATE (outcome, answer, answered_at, answered_by_id) ON payments_challenge TO pbr_app;
CREATE TRIGGER challenge_set_once BEFORE UPDATE OR DELETE ON payments_challenge
    FOR EACH ROW EXECUTE FUNCTION payments_set_once('outcome', 'answer', 'answered_at', 'answered_by_id');
CREATE TRIGGER challenge_no_truncate BEFORE TRUNCATE ON payments_challenge
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER challengefile_append_only BEFORE UPDATE OR DELETE ON payments_challengefile
    FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER challengefile_no_truncate BEFORE TRUNCATE ON payments_challengefile
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- Nobody who works for the provider answers, whatever other role the person has.
CREATE FUNCTION payments_challenge_answered_by_the_partnership() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.answered_by_id IS NOT NULL AND EXISTS (
        SELECT FROM access_membership m JOIN payments_contract c ON c.id = NEW.contract_id
        WHERE m.person_id = NEW.answered_by_id AND m.provider_id = c.provider_id AND m.ended_at IS NULL) THEN
        RAISE EXCEPTION 'challenge % is answered by somebody of the provider', NEW.number
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER challenge_answered_by_the_partnership BEFORE INSERT OR UPDATE ON payments_challenge
    FOR EACH ROW EXECUTE FUNCTION payments_challenge_answered_by_the_partnership();

-- A line that is challenged is a line of the contract that challenges it.
CREATE FUNCTION payments_challenge_of_its_contract() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.line_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM payments_claimline l JOIN payments_claim c ON c.id = l.claim_id
        WHERE l.id = NEW.line_id AND c.contract_id = NEW.contract_id) THEN
        RAISE EXCEPTION 'challenge % is about a line of another contract', NEW.number USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER challenge_of_its_contract BEFORE INSERT ON payments_challenge
    FOR EACH ROW EXECUTE FUNCTION payments_challenge_of_its_contract();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0008_challenge")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
