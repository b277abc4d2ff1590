"""A goal or a contact that was noted stays as it was noted; it is withdrawn once, and the withdrawal stays, too."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION noted_is_only_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    withdrawal CONSTANT text[] := ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdrawn_because'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'what was noted is withdrawn, never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.withdrawn_at IS NOT NULL OR to_jsonb(OLD) - withdrawal <> to_jsonb(NEW) - withdrawal THEN
        RAISE EXCEPTION 'what was noted never changes: withdraw it' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER goal_is_only_withdrawn BEFORE UPDATE OR DELETE ON lasars_goal
    FOR EACH ROW EXECUTE FUNCTION noted_is_only_withdrawn();
CREATE TRIGGER goal_no_truncate BEFORE TRUNCATE ON lasars_goal
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER advocacy_is_only_withdrawn BEFORE UPDATE OR DELETE ON lasars_advocacycontact
    FOR EACH ROW EXECUTE FUNCTION noted_is_only_withdrawn();
CREATE TRIGGER advocacy_no_truncate BEFORE TRUNCATE ON lasars_advocacycontact
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("lasars", "0005_withdrawn_notes")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
