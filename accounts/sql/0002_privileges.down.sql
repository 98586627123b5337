DROP TRIGGER auth_users_guard_privileges ON auth_users;
DROP FUNCTION app.guard_privileges();
