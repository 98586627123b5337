-- The end of the chain. It is kept apart from the log, so that cutting off the last entries
-- shows; its row is also the lock that makes concurrent writers queue.
CREATE TABLE app.audit_head (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    seq bigint NOT NULL DEFAULT 0,
    hash text NOT NULL DEFAULT repeat('0', 64)
);
COMMENT ON TABLE app.audit_head IS 'Number and hash of the last entry of admin_audit_log.';
INSERT INTO app.audit_head DEFAULT VALUES;
GRANT SELECT ON app.audit_head TO nq_staff, nq_service;

-- cms.chain verifies with the same list of columns: change both, or neither.
CREATE FUNCTION app.chain_audit_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    head app.audit_head;
BEGIN
    SELECT * INTO STRICT head FROM app.audit_head FOR UPDATE;
    NEW.seq := head.seq + 1;
    NEW.prev_hash := head.hash;
    NEW.created_at := clock_timestamp();
    NEW.hash := encode(sha256(convert_to(NEW.prev_hash || jsonb_build_array(
        NEW.seq, NEW.id, NEW.admin_user_id, NEW.action, NEW.target_user_id, NEW.target_type,
        NEW.target_id, NEW.details, NEW.ip_address, NEW.user_agent,
        extract(epoch FROM NEW.created_at))::text, 'UTF8')), 'hex');
    UPDATE app.audit_head SET seq = NEW.seq, hash = NEW.hash;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION app.chain_audit_entry() IS 'Numbers an audit entry and chains it to the last.';

CREATE TRIGGER admin_audit_log_chain BEFORE INSERT ON admin_audit_log
    FOR EACH ROW EXECUTE FUNCTION app.chain_audit_entry();

CREATE FUNCTION app.refuse_audit_change() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'the audit log is append-only';
END $$;
COMMENT ON FUNCTION app.refuse_audit_change() IS 'Keeps the audit log append-only, for its owner too.';

-- By statement, so that they speak up even where row level security leaves no row to change.
CREATE TRIGGER admin_audit_log_keep BEFORE UPDATE OR DELETE ON admin_audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_audit_change();
CREATE TRIGGER admin_audit_log_keep_all BEFORE TRUNCATE ON admin_audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_audit_change();
