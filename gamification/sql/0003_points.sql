-- What is taken back is an entry of the same person, and goes with it.
ALTER TABLE points_ledger ADD CONSTRAINT points_ledger_reverses
    FOREIGN KEY (user_id, reverses) REFERENCES points_ledger (user_id, id) ON DELETE CASCADE;

CREATE FUNCTION app.keep_points_ledger() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Entries go with their person: the deletion comes from the foreign key, one trigger deeper.
    IF TG_OP = 'DELETE' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'the points ledger is append-only';
END $$;
COMMENT ON FUNCTION app.keep_points_ledger() IS 'Keeps the points ledger append-only.';

-- By statement, so that it speaks up even where row level security leaves no row to change.
CREATE TRIGGER points_ledger_keep BEFORE UPDATE OR DELETE ON points_ledger
    FOR EACH STATEMENT EXECUTE FUNCTION app.keep_points_ledger();
