from django.db import migrations

# A head moves with every entry; taking one away would make a chain start again unseen. Refused
# as with the entries: by a trigger, which also binds the owner, and by revoked rights.
FORWARD = """
CREATE TRIGGER ledger_stream_never_taken_away BEFORE DELETE OR TRUNCATE ON ledger_stream
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
REVOKE DELETE, TRUNCATE ON ledger_stream FROM bonafix_app;
"""
BACK = """
GRANT DELETE ON ledger_stream TO bonafix_app;
DROP TRIGGER ledger_stream_never_taken_away ON ledger_stream;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
