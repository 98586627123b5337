DROP TRIGGER auth_users_guard_deletion ON auth_users;
DROP FUNCTION app.guard_deletion();
