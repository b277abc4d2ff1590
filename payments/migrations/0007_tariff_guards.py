"""What a study found is never changed, nor what it is about; only the draft that it rests on may be discarded."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION tariff_study_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.done_at IS NOT NULL AND (NEW.result, NEW.done_at) IS DISTINCT FROM (OLD.result, OLD.done_at))
        OR (NEW.version_id IS NOT NULL AND NEW.version_id IS DISTINCT FROM OLD.version_id)
        OR (NEW.id, NEW.partnership_id, NEW.basis, NEW.document, NEW.in_force, NEW.first, NEW.last, NEW.wishes, NEW.as_of,
            NEW.asked_by_id, NEW.asked_at) IS DISTINCT FROM (OLD.id, OLD.partnership_id, OLD.basis, OLD.document,
            OLD.in_force, OLD.first, OLD.last, OLD.wishes, OLD.as_of, OLD.asked_by_id, OLD.asked_at) THEN
        RAISE EXCEPTION 'a study of a tariff is kept as it was found' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER tariff_study_is_kept BEFORE UPDATE ON payments_tariffstudy
    FOR EACH ROW EXECUTE FUNCTION tariff_study_is_kept();
REVOKE DELETE ON payments_tariffstudy FROM pbr_app;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0006_tariff")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
