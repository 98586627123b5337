DROP FUNCTION app.recount_worth(uuid[]);
DROP FUNCTION app.recount_counts(uuid[]);
DROP FUNCTION app.recount_balances(uuid[]);
DROP FUNCTION app.recount_months(uuid[]);
DROP FUNCTION app.recount_latest(uuid[]);
DROP FUNCTION app.recount_changes(uuid[]);
