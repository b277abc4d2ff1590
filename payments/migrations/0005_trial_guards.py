"""What a trial found is never changed, nor the text of the draft that it is about."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION trial_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.done_at IS NOT NULL
        OR (NEW.id, NEW.partnership_id, NEW.version_id, NEW.document, NEW.sha256, NEW.against, NEW.as_of, NEW.asked_by_id,
            NEW.asked_at) IS DISTINCT FROM (OLD.id, OLD.partnership_id, OLD.version_id, OLD.document, OLD.sha256,
            OLD.against, OLD.as_of, OLD.asked_by_id, OLD.asked_at) THEN
        RAISE EXCEPTION 'a trial is kept as it was found' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER trial_is_kept BEFORE UPDATE ON payments_trial FOR EACH ROW EXECUTE FUNCTION trial_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_trial")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
