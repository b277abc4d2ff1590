"""Stored bytes never change; touches are numbered by one sequence."""

from django.db import migrations

GUARDS = """
CREATE SEQUENCE caseloads_touch;
GRANT USAGE, SELECT ON SEQUENCE caseloads_touch TO pbr_app;

REVOKE ALL ON caseloads_storedfile, caseloads_storedpiece, caseloads_identitysight FROM pbr_app;
GRANT SELECT, INSERT ON caseloads_storedfile, caseloads_storedpiece, caseloads_identitysight TO pbr_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO pbr_app;

CREATE TRIGGER caseloads_storedfile_append_only BEFORE UPDATE OR DELETE ON caseloads_storedfile
    FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER caseloads_storedpiece_append_only BEFORE UPDATE OR DELETE ON caseloads_storedpiece
    FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER caseloads_identitysight_append_only BEFORE UPDATE OR DELETE ON caseloads_identitysight
    FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER caseloads_storedfile_no_truncate BEFORE TRUNCATE ON caseloads_storedfile
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER caseloads_storedpiece_no_truncate BEFORE TRUNCATE ON caseloads_storedpiece
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- Ranks move with every later file that says the same: leave room for them beside the row.
ALTER TABLE caseloads_record SET (fillfactor = 80);
ALTER TABLE caseloads_episode SET (fillfactor = 80);
ALTER TABLE caseloads_intervention SET (fillfactor = 80);
ALTER TABLE caseloads_review SET (fillfactor = 80);
"""


class Migration(migrations.Migration):
    dependencies = [("caseloads", "0001_initial"), ("audit", "0002_guards")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
