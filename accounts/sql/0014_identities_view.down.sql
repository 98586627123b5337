DROP POLICY socialtoken_service ON socialaccount_socialtoken;
REVOKE SELECT, DELETE ON socialaccount_socialtoken FROM nq_service;
DROP POLICY socialtoken_login_remove ON socialaccount_socialtoken;
REVOKE DELETE ON socialaccount_socialtoken FROM nq_web;
DROP INDEX socialapp_one_each;
ALTER TABLE socialaccount_socialapp DROP CONSTRAINT socialapp_secret_is_sealed;
DROP VIEW auth_identities;
