DROP TRIGGER points_ledger_keep ON points_ledger;
DROP FUNCTION app.keep_points_ledger();
ALTER TABLE points_ledger DROP CONSTRAINT points_ledger_reverses;
