-- Undoes the rules of the libraries' tables.
DROP POLICY auth_users_groups_login ON auth_users_groups;
DROP POLICY auth_users_groups_own ON auth_users_groups;
DROP POLICY auth_users_groups_staff ON auth_users_groups;
DROP POLICY auth_users_groups_service ON auth_users_groups;
DROP POLICY auth_users_user_permissions_login ON auth_users_user_permissions;
DROP POLICY auth_users_user_permissions_own ON auth_users_user_permissions;
DROP POLICY auth_users_user_permissions_staff ON auth_users_user_permissions;
DROP POLICY auth_users_user_permissions_service ON auth_users_user_permissions;
DROP POLICY account_emailaddress_login ON account_emailaddress;
DROP POLICY account_emailaddress_own ON account_emailaddress;
DROP POLICY account_emailaddress_staff ON account_emailaddress;
DROP POLICY account_emailaddress_service ON account_emailaddress;
DROP POLICY account_emailconfirmation_login ON account_emailconfirmation;
DROP POLICY account_emailconfirmation_service ON account_emailconfirmation;
DROP POLICY django_session_login ON django_session;
DROP POLICY django_session_service ON django_session;
DROP POLICY django_admin_log_staff ON django_admin_log;
DROP POLICY django_admin_log_service ON django_admin_log;
ALTER TABLE auth_users_groups NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
ALTER TABLE auth_users_user_permissions NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
ALTER TABLE account_emailaddress NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
ALTER TABLE account_emailconfirmation NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
ALTER TABLE django_session NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
ALTER TABLE django_admin_log NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
REVOKE ALL ON auth_users_groups,
    auth_users_user_permissions,
    account_emailaddress,
    account_emailconfirmation,
    django_session,
    django_admin_log,
    django_content_type,
    auth_permission,
    auth_group,
    auth_group_permissions,
    django_migrations
    FROM nq_web, nq_worker, nq_user, nq_staff, nq_service;
