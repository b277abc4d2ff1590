"""A scheme version in force never changes and never overlaps another; determinations are superseded, never edited."""

from django.db import migrations

GUARDS = """
ALTER TABLE outcomes_schemeversion ADD CONSTRAINT scheme_versions_never_overlap
    EXCLUDE USING gist (partnership_id WITH =, daterange(starts, ends, '[]') WITH &&) WHERE (in_force_at IS NOT NULL);

CREATE FUNCTION scheme_in_force_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.in_force_at IS NOT NULL THEN
        RAISE EXCEPTION 'a scheme version in force never changes: draft a new version' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER scheme_in_force_is_fixed BEFORE UPDATE OR DELETE ON outcomes_schemeversion
    FOR EACH ROW EXECUTE FUNCTION scheme_in_force_is_fixed();
CREATE TRIGGER scheme_no_truncate BEFORE TRUNCATE ON outcomes_schemeversion
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

CREATE FUNCTION determination_is_only_superseded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.superseded_at IS NULL AND NEW.superseded_at IS NOT NULL
        AND to_jsonb(OLD) - 'superseded_at' = to_jsonb(NEW) - 'superseded_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a determination is superseded, never edited' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER determination_is_only_superseded BEFORE UPDATE OR DELETE ON outcomes_determinationrow
    FOR EACH ROW EXECUTE FUNCTION determination_is_only_superseded();
CREATE TRIGGER determination_no_truncate BEFORE TRUNCATE ON outcomes_determinationrow
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

REVOKE ALL ON outcomes_evidencerow, outcomes_decisionmade FROM pbr_app;
GRANT SELECT, INSERT ON outcomes_evidencerow, outcomes_decisionmade TO pbr_app;
CREATE TRIGGER evidence_append_only BEFORE UPDATE OR DELETE ON outcomes_evidencerow
    FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER decision_append_only BEFORE UPDATE OR DELETE ON outcomes_decisionmade
    FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER evidence_no_truncate BEFORE TRUNCATE ON outcomes_evidencerow
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER decision_no_truncate BEFORE TRUNCATE ON outcomes_decisionmade
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0001_initial"), ("audit", "0002_guards")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
