"""The role that pages, jobs and commands run as. It owns no table, so no table's rules bend for it.

Who migrates owns the tables and grants; a server whose owner may not create roles gets this one
from its administrator: CREATE ROLE sedulang_app NOLOGIN; GRANT sedulang_app TO <owner>.
"""

from django.db import migrations

CREATE = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sedulang_app') THEN
        BEGIN
            CREATE ROLE sedulang_app NOLOGIN NOINHERIT;
        EXCEPTION
            -- Roles belong to the server: another database of it may be migrating at this moment.
            WHEN duplicate_object OR unique_violation THEN NULL;
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'the role sedulang_app is missing'
                    USING HINT = 'As administrator: CREATE ROLE sedulang_app NOLOGIN; GRANT it to the owner.';
        END;
    END IF;
    IF NOT pg_has_role(current_user, 'sedulang_app', 'MEMBER') THEN
        EXECUTE format('GRANT sedulang_app TO %I', current_user);
    END IF;
END $$;
GRANT USAGE ON SCHEMA public TO sedulang_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO sedulang_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO sedulang_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO sedulang_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO sedulang_app;
"""

# The role itself stays: other databases of the server may use it.
DROP = """
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM sedulang_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM sedulang_app;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM sedulang_app;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM sedulang_app;
REVOKE USAGE ON SCHEMA public FROM sedulang_app;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_extensions")]
    operations = [migrations.RunSQL(CREATE, DROP)]
