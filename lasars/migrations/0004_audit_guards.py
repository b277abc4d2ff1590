"""A sample stays as it was drawn, no day is drawn from twice, and who assessed does not audit it."""

from django.db import migrations

GUARDS = """
ALTER TABLE lasars_auditdraw ADD CONSTRAINT audit_draw_each_day_once
    EXCLUDE USING gist (lasars_id WITH =, daterange(since, until, '[]') WITH &&);
ALTER TABLE lasars_auditdraw ADD CONSTRAINT audit_draw_of_days_past CHECK (until < (drawn_at AT TIME ZONE 'Europe/London')::date);

REVOKE ALL ON lasars_auditdraw, lasars_drawn FROM pbr_app;
GRANT SELECT, INSERT ON lasars_auditdraw, lasars_drawn TO pbr_app;
CREATE TRIGGER audit_draw_append_only BEFORE UPDATE OR DELETE ON lasars_auditdraw
    FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER audit_draw_no_truncate BEFORE TRUNCATE ON lasars_auditdraw
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER drawn_append_only BEFORE UPDATE OR DELETE ON lasars_drawn
    FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER drawn_no_truncate BEFORE TRUNCATE ON lasars_drawn
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

CREATE FUNCTION rescoring_is_blind_and_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a scoring for audit is never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.completed_at IS NOT NULL OR OLD.drawn_id <> NEW.drawn_id THEN
            RAISE EXCEPTION 'a completed scoring for audit never changes' USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    IF EXISTS (SELECT FROM lasars_drawn d JOIN lasars_assessment a ON a.id = d.assessment_id
               WHERE d.id = NEW.drawn_id AND a.assessor_id = NEW.rescorer_id) THEN
        RAISE EXCEPTION 'who assessed somebody does not audit it' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER rescoring_is_blind_and_frozen BEFORE INSERT OR UPDATE OR DELETE ON lasars_rescoring
    FOR EACH ROW EXECUTE FUNCTION rescoring_is_blind_and_frozen();
CREATE TRIGGER rescoring_no_truncate BEFORE TRUNCATE ON lasars_rescoring
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("lasars", "0003_audit")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
