"""A forecast is kept as it was made, or it could not be held against what came."""

from django.db import migrations

TABLES = ("keptforecast", "forecastfigure", "lookback", "budget")
GUARDS = "\n".join(
    f"""
REVOKE ALL ON payments_{table} FROM pbr_app;
GRANT SELECT, INSERT ON payments_{table} TO pbr_app;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON payments_{table}
    FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON payments_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
"""
    for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("payments", "0010_forecast")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
