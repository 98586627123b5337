DROP TRIGGER auth_users_guard_address ON auth_users;
DROP FUNCTION app.guard_sign_in_address();
DROP TRIGGER account_emailaddress_guard ON account_emailaddress;
DROP FUNCTION app.guard_address();
