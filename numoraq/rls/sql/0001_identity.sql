-- The schema of the rules themselves: who is asking, and is this really staff.
CREATE SCHEMA app;
GRANT USAGE ON SCHEMA app TO nq_web, nq_worker, nq_user, nq_staff, nq_service;

-- NULLIF: after SET LOCAL ends, a custom setting is '' and not NULL.
CREATE FUNCTION app.uid() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(current_setting('app.user_id', true), '')::uuid;
COMMENT ON FUNCTION app.uid() IS 'The id of the person who asks; NULL for nobody.';

-- One row: the HMAC pads of the claim key. Nobody but the owner of the schema reads it.
CREATE TABLE app.claim_key (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    inner_pad bytea NOT NULL CHECK (length(inner_pad) = 64),
    outer_pad bytea NOT NULL CHECK (length(outer_pad) = 64)
);
COMMENT ON TABLE app.claim_key IS 'Verifies the signed claims of staff; written after migrate.';

-- 'user|expiry|hmac': valid when signed with our key, for the person who asks, and not expired.
CREATE FUNCTION app.is_staff() RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    parts text[] := string_to_array(current_setting('app.claim', true), '|');
    pads app.claim_key;
BEGIN
    IF COALESCE(array_length(parts, 1), 0) <> 3 OR parts[2] !~ '^[0-9]{1,12}$'
       OR parts[1] IS DISTINCT FROM NULLIF(current_setting('app.user_id', true), '')
       OR parts[2]::bigint < extract(epoch FROM clock_timestamp()) THEN
        RETURN false;
    END IF;
    SELECT * INTO pads FROM app.claim_key;
    RETURN FOUND AND parts[3] = encode(sha256(pads.outer_pad || sha256(pads.inner_pad
        || convert_to(parts[1] || '|' || parts[2], 'UTF8'))), 'hex');
END $$;
COMMENT ON FUNCTION app.is_staff() IS 'Whether this transaction carries a valid claim of staff.';
