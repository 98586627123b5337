DROP FUNCTION app.entries_updated();
DROP FUNCTION app.entries_deleted();
DROP FUNCTION app.entries_inserted();
