REVOKE ALL ON socialaccount_socialtoken, socialaccount_socialapp, socialaccount_socialaccount
    FROM nq_web, nq_user, nq_staff, nq_service;
DROP POLICY socialtoken_login ON socialaccount_socialtoken;
DROP POLICY socialapp_login ON socialaccount_socialapp;
DROP POLICY socialapp_staff ON socialaccount_socialapp;
DROP POLICY socialapp_service ON socialaccount_socialapp;
DROP POLICY socialaccount_login ON socialaccount_socialaccount;
DROP POLICY socialaccount_own ON socialaccount_socialaccount;
DROP POLICY socialaccount_staff ON socialaccount_socialaccount;
DROP POLICY socialaccount_service ON socialaccount_socialaccount;
ALTER TABLE socialaccount_socialtoken NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
ALTER TABLE socialaccount_socialapp NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
ALTER TABLE socialaccount_socialaccount NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
