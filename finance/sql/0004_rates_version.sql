-- The published rates have a version too, for whatever is cached of a converted amount. It moves
-- with any statement that changed a row, also a correction of an old day, and not with others.

CREATE FUNCTION app.published_rates_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM changed_rows) THEN
        INSERT INTO public.finance_rates_version AS v (only_row, version) VALUES (true, 1)
        ON CONFLICT (only_row) DO UPDATE SET version = v.version + 1;
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION app.published_rates_changed() IS 'Marks what is cached of all rates as old.';

GRANT CREATE ON SCHEMA app TO nq_service;
ALTER FUNCTION app.published_rates_changed() OWNER TO nq_service;
REVOKE CREATE ON SCHEMA app FROM nq_service;

CREATE TRIGGER count_insert AFTER INSERT ON fx_rates
    REFERENCING NEW TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION app.published_rates_changed();
CREATE TRIGGER count_update AFTER UPDATE ON fx_rates
    REFERENCING NEW TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION app.published_rates_changed();
CREATE TRIGGER count_delete AFTER DELETE ON fx_rates
    REFERENCING OLD TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION app.published_rates_changed();
