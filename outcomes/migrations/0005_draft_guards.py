"""Nobody who changed a draft puts it in force, nobody is taken off the list of those who did, and it is put in force as
it stands. (A version in force is fixed by scheme_in_force_is_fixed, migration 0002.)"""

from django.db import migrations

GUARDS = """
ALTER TABLE outcomes_schemeversion ADD CONSTRAINT scheme_in_force_by_nobody_who_changed_it
    CHECK (in_force_by_id IS NULL OR NOT in_force_by_id = ANY (changed_by));

CREATE FUNCTION scheme_draft_keeps_its_authors() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.partnership_id <> OLD.partnership_id OR NEW.drafted_by_id <> OLD.drafted_by_id
        OR NEW.drafted_at <> OLD.drafted_at OR NOT OLD.changed_by <@ NEW.changed_by THEN
        RAISE EXCEPTION 'whoever drafted or changed a scheme stays named with it' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER scheme_draft_keeps_its_authors BEFORE UPDATE ON outcomes_schemeversion
    FOR EACH ROW EXECUTE FUNCTION scheme_draft_keeps_its_authors();

CREATE FUNCTION scheme_put_in_force_as_it_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.in_force_at IS NOT NULL AND (NEW.document <> OLD.document OR NEW.sha256 <> OLD.sha256 OR NEW.name <> OLD.name
        OR NEW.starts <> OLD.starts OR NEW.ends <> OLD.ends OR NEW.changed_by <> OLD.changed_by) THEN
        RAISE EXCEPTION 'a draft is put in force as it stands' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER scheme_put_in_force_as_it_stands BEFORE UPDATE ON outcomes_schemeversion
    FOR EACH ROW EXECUTE FUNCTION scheme_put_in_force_as_it_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0004_changed_drafts")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
