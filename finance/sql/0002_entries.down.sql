DROP FUNCTION app.entries_moved();
DROP FUNCTION app.entries_begun();
DROP FUNCTION app.entries_changed();
DROP FUNCTION app.forget_history();
DROP FUNCTION app.derive_entry();
DROP FUNCTION app.lock_asker();
DROP FUNCTION app.living(uuid[]);
