DROP FUNCTION app.move_history(app.entry_change[]);
DROP FUNCTION app.begin_balances(app.entry_change[]);
DROP FUNCTION app.count_entries(app.entry_change[]);
DROP FUNCTION app.forget_history();
DROP FUNCTION app.derive_entry();
DROP FUNCTION app.lock_asker();
DROP FUNCTION app.living(uuid[]);
DROP TYPE app.entry_change;
