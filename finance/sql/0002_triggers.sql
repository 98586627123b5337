-- The triggers, on which table and when; the functions are in the files before this one.

GRANT CREATE ON SCHEMA app TO nq_service;
ALTER FUNCTION app.derive_entry() OWNER TO nq_service;
ALTER FUNCTION app.forget_history() OWNER TO nq_service;
ALTER FUNCTION app.entries_inserted() OWNER TO nq_service;
ALTER FUNCTION app.entries_updated() OWNER TO nq_service;
ALTER FUNCTION app.entries_deleted() OWNER TO nq_service;
ALTER FUNCTION app.valuations_changed() OWNER TO nq_service;
ALTER FUNCTION app.occurrences_changed() OWNER TO nq_service;
ALTER FUNCTION app.rates_changed() OWNER TO nq_service;
REVOKE CREATE ON SCHEMA app FROM nq_service;

CREATE TRIGGER lock_asker BEFORE INSERT OR UPDATE OR DELETE ON financial_data
    FOR EACH STATEMENT EXECUTE FUNCTION app.lock_asker();
CREATE TRIGGER lock_asker BEFORE INSERT OR UPDATE OR DELETE ON asset_valuations
    FOR EACH STATEMENT EXECUTE FUNCTION app.lock_asker();
CREATE TRIGGER lock_asker BEFORE INSERT OR UPDATE OR DELETE ON finance_occurrences
    FOR EACH STATEMENT EXECUTE FUNCTION app.lock_asker();
CREATE TRIGGER lock_asker BEFORE INSERT OR UPDATE OR DELETE ON finance_manual_rates
    FOR EACH STATEMENT EXECUTE FUNCTION app.lock_asker();

-- A row trigger runs only for the few rows for which it has something to do.
CREATE TRIGGER derive_on_insert BEFORE INSERT ON financial_data FOR EACH ROW
    WHEN (NEW.category IN ('assets', 'liabilities') OR NEW.balance IS NOT NULL
          OR NEW.is_recurring <> (NEW.next_due_on IS NOT NULL))
    EXECUTE FUNCTION app.derive_entry();
CREATE TRIGGER derive_on_update BEFORE UPDATE ON financial_data FOR EACH ROW
    WHEN (((NEW.category IN ('assets', 'liabilities') OR NEW.balance IS NOT NULL)
           AND (NEW.category, NEW.amount, NEW.balance, NEW.date)
               IS DISTINCT FROM (OLD.category, OLD.amount, OLD.balance, OLD.date))
          OR (NEW.category IN ('income', 'expenses') AND OLD.category <> NEW.category)
          OR NEW.is_recurring <> (NEW.next_due_on IS NOT NULL))
    EXECUTE FUNCTION app.derive_entry();
CREATE TRIGGER forget_history BEFORE DELETE ON financial_data FOR EACH ROW
    WHEN (OLD.category IN ('assets', 'liabilities') OR OLD.is_recurring)
    EXECUTE FUNCTION app.forget_history();

CREATE TRIGGER count_insert AFTER INSERT ON financial_data
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION app.entries_inserted();
CREATE TRIGGER count_update AFTER UPDATE ON financial_data
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION app.entries_updated();
CREATE TRIGGER count_delete AFTER DELETE ON financial_data
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION app.entries_deleted();
CREATE TRIGGER count_insert AFTER INSERT ON asset_valuations
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION app.valuations_changed();
CREATE TRIGGER count_update AFTER UPDATE ON asset_valuations
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION app.valuations_changed();
CREATE TRIGGER count_delete AFTER DELETE ON asset_valuations
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION app.valuations_changed();
CREATE TRIGGER count_insert AFTER INSERT ON finance_occurrences
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION app.occurrences_changed();
CREATE TRIGGER count_update AFTER UPDATE ON finance_occurrences
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION app.occurrences_changed();
CREATE TRIGGER count_delete AFTER DELETE ON finance_occurrences
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION app.occurrences_changed();
CREATE TRIGGER count_insert AFTER INSERT ON finance_manual_rates
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION app.rates_changed();
CREATE TRIGGER count_update AFTER UPDATE ON finance_manual_rates
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION app.rates_changed();
CREATE TRIGGER count_delete AFTER DELETE ON finance_manual_rates
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION app.rates_changed();
