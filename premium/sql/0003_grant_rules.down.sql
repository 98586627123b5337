DROP TRIGGER premium_grants_keep ON premium_grants;
DROP FUNCTION app.keep_grant();
