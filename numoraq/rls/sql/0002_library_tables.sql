-- Tables of the libraries: they have no constraints of ours, so their rules stand here.

-- Rights, groups and content types: everybody reads, staff with a claim write.
GRANT SELECT ON django_content_type, auth_permission, auth_group, auth_group_permissions
    TO nq_web, nq_worker, nq_user, nq_staff, nq_service;
GRANT INSERT, UPDATE, DELETE ON auth_group, auth_group_permissions TO nq_staff;
GRANT SELECT ON django_migrations TO nq_web, nq_worker, nq_user, nq_staff, nq_service;

-- Who is in which group: one's own to read, staff to write.
ALTER TABLE auth_users_groups ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY auth_users_groups_login ON auth_users_groups FOR SELECT TO nq_web USING (true);
CREATE POLICY auth_users_groups_own ON auth_users_groups FOR SELECT TO nq_user
    USING (user_id = (SELECT app.uid()));
CREATE POLICY auth_users_groups_staff ON auth_users_groups TO nq_staff
    USING ((SELECT app.is_staff()));
CREATE POLICY auth_users_groups_service ON auth_users_groups TO nq_service USING (true);
GRANT SELECT ON auth_users_groups TO nq_web, nq_user;
GRANT SELECT, INSERT, UPDATE, DELETE ON auth_users_groups TO nq_staff, nq_service;

ALTER TABLE auth_users_user_permissions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY auth_users_user_permissions_login ON auth_users_user_permissions
    FOR SELECT TO nq_web USING (true);
CREATE POLICY auth_users_user_permissions_own ON auth_users_user_permissions
    FOR SELECT TO nq_user USING (user_id = (SELECT app.uid()));
CREATE POLICY auth_users_user_permissions_staff ON auth_users_user_permissions TO nq_staff
    USING ((SELECT app.is_staff()));
CREATE POLICY auth_users_user_permissions_service ON auth_users_user_permissions
    TO nq_service USING (true);
GRANT SELECT ON auth_users_user_permissions TO nq_web, nq_user;
GRANT SELECT, INSERT, UPDATE, DELETE ON auth_users_user_permissions TO nq_staff, nq_service;

-- E-mail addresses: the login role needs them to sign people in; a person manages their own.
ALTER TABLE account_emailaddress ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY account_emailaddress_login ON account_emailaddress TO nq_web USING (true);
CREATE POLICY account_emailaddress_own ON account_emailaddress TO nq_user
    USING (user_id = (SELECT app.uid()));
CREATE POLICY account_emailaddress_staff ON account_emailaddress TO nq_staff
    USING ((SELECT app.is_staff()));
CREATE POLICY account_emailaddress_service ON account_emailaddress TO nq_service USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON account_emailaddress
    TO nq_web, nq_user, nq_staff, nq_service;

-- Links are not used (codes are), so only the login role and jobs touch their table.
ALTER TABLE account_emailconfirmation ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY account_emailconfirmation_login ON account_emailconfirmation
    TO nq_web USING (true);
CREATE POLICY account_emailconfirmation_service ON account_emailconfirmation
    TO nq_service USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON account_emailconfirmation TO nq_web, nq_service;

-- Sessions: the login role alone; the service sweeps the expired ones.
ALTER TABLE django_session ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY django_session_login ON django_session TO nq_web USING (true);
CREATE POLICY django_session_service ON django_session TO nq_service USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON django_session TO nq_web, nq_service;

-- The admin's own history.
ALTER TABLE django_admin_log ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY django_admin_log_staff ON django_admin_log TO nq_staff
    USING ((SELECT app.is_staff()));
CREATE POLICY django_admin_log_service ON django_admin_log TO nq_service USING (true);
GRANT SELECT, INSERT ON django_admin_log TO nq_staff;
GRANT SELECT, DELETE ON django_admin_log TO nq_service;
