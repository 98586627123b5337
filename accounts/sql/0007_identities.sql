-- Accounts elsewhere by which people sign in. Linking and unlinking pass through the login role:
-- no SQL of a page's does either.
ALTER TABLE socialaccount_socialaccount ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY socialaccount_login ON socialaccount_socialaccount TO nq_web USING (true);
CREATE POLICY socialaccount_own ON socialaccount_socialaccount FOR SELECT TO nq_user
    USING (user_id = (SELECT app.uid()));
CREATE POLICY socialaccount_staff ON socialaccount_socialaccount TO nq_staff
    USING ((SELECT app.is_staff()));
CREATE POLICY socialaccount_service ON socialaccount_socialaccount TO nq_service USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON socialaccount_socialaccount TO nq_web, nq_staff, nq_service;
GRANT SELECT ON socialaccount_socialaccount TO nq_user;

-- The providers, with their secrets: read to sign somebody in, changed by staff alone.
ALTER TABLE socialaccount_socialapp ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY socialapp_login ON socialaccount_socialapp FOR SELECT TO nq_web USING (true);
CREATE POLICY socialapp_staff ON socialaccount_socialapp TO nq_staff
    USING ((SELECT app.is_staff()));
CREATE POLICY socialapp_service ON socialaccount_socialapp TO nq_service USING (true);
GRANT SELECT ON socialaccount_socialapp TO nq_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON socialaccount_socialapp TO nq_staff, nq_service;

-- Tokens of providers are not kept: nobody may put one here.
ALTER TABLE socialaccount_socialtoken ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY socialtoken_login ON socialaccount_socialtoken FOR SELECT TO nq_web USING (false);
GRANT SELECT ON socialaccount_socialtoken TO nq_web;
