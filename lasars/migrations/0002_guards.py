"""What an assessment gave never changes: its answers, its instrument, whose it is, and who approved it."""

from django.db import migrations

GUARDS = """
CREATE TRIGGER instrument_append_only BEFORE UPDATE OR DELETE ON lasars_instrument
    FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER instrument_no_truncate BEFORE TRUNCATE ON lasars_instrument
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

CREATE FUNCTION assessment_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an assessment is never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.completed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a completed assessment never changes: assess again' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (OLD.partnership_id, OLD.referral_id, OLD.instrument_id, OLD.started_at, OLD.supersedes_id, OLD.reason)
        IS DISTINCT FROM
       (NEW.partnership_id, NEW.referral_id, NEW.instrument_id, NEW.started_at, NEW.supersedes_id, NEW.reason) THEN
        RAISE EXCEPTION 'whose an assessment is and by which instrument does not change'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER assessment_is_frozen BEFORE UPDATE OR DELETE ON lasars_assessment
    FOR EACH ROW EXECUTE FUNCTION assessment_is_frozen();
CREATE TRIGGER assessment_no_truncate BEFORE TRUNCATE ON lasars_assessment
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

ALTER TABLE lasars_referral ADD CONSTRAINT referral_attributor_is_the_persons CHECK (
    attributor = finitial || sinitial || lpad(extract(day FROM dob)::text, 2, '0')
        || lpad(extract(month FROM dob)::text, 2, '0') || lpad(extract(year FROM dob)::text, 4, '0') || sex);

CREATE FUNCTION referral_keeps_its_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a referral is closed, never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (OLD.partnership_id, OLD.lasars_id, OLD.reference, OLD.attributor, OLD.client_id) IS DISTINCT FROM
       (NEW.partnership_id, NEW.lasars_id, NEW.reference, NEW.attributor, NEW.client_id)
        AND EXISTS (SELECT FROM lasars_assessment a WHERE a.referral_id = OLD.id AND a.completed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a completed assessment rests on who was referred' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER referral_keeps_its_person BEFORE UPDATE OR DELETE ON lasars_referral
    FOR EACH ROW EXECUTE FUNCTION referral_keeps_its_person();
CREATE TRIGGER referral_no_truncate BEFORE TRUNCATE ON lasars_referral
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

REVOKE ALL ON lasars_approval, lasars_touch FROM pbr_app;
GRANT SELECT, INSERT ON lasars_approval, lasars_touch TO pbr_app;
CREATE TRIGGER approval_of_assessment_append_only BEFORE UPDATE OR DELETE ON lasars_approval
    FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER approval_of_assessment_no_truncate BEFORE TRUNCATE ON lasars_approval
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

CREATE TRIGGER touch_append_only BEFORE UPDATE OR DELETE ON lasars_touch
    FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER touch_no_truncate BEFORE TRUNCATE ON lasars_touch
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

CREATE FUNCTION approval_is_a_second_persons() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM lasars_assessment a WHERE a.id = NEW.assessment_id
                   AND a.completed_at IS NOT NULL AND a.assessor_id <> NEW.approver_id) THEN
        RAISE EXCEPTION 'a completed assessment is approved by somebody other than its assessor'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER approval_is_a_second_persons BEFORE INSERT ON lasars_approval
    FOR EACH ROW EXECUTE FUNCTION approval_is_a_second_persons();
"""


class Migration(migrations.Migration):
    dependencies = [("lasars", "0001_initial"), ("audit", "0002_guards")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
