-- What a statement changed in financial_data, packed from its transition tables. A deleted entry
-- counts nothing, so only living rows are packed: a deletion leaves, a restoration arrives.

CREATE FUNCTION app.entries_inserted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    persons uuid[];
    added app.entry_change[];
    balances app.entry_change[];
BEGIN
    SELECT app.living(array_agg(DISTINCT n.user_id)) INTO persons FROM new_rows n;
    IF persons IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM app.lock_persons(persons);
    SELECT array_agg(s.change) FILTER (WHERE n.deleted_at IS NULL),
           array_agg(s.change) FILTER (WHERE n.category IN ('assets', 'liabilities'))
    INTO added, balances
    FROM new_rows n CROSS JOIN LATERAL (SELECT ROW(
        1, n.user_id, n.id, n.category, n.subcategory, n.currency, n.is_liquid, n.amount,
        n.balance, n.date, n.is_recurring, n.import_id IS NOT NULL)::app.entry_change) s (change);
    IF added IS NOT NULL THEN
        PERFORM app.count_entries(added);
    END IF;
    IF balances IS NOT NULL THEN
        PERFORM app.begin_balances(balances);
    END IF;
    PERFORM app.bump_versions(persons);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION app.entries_inserted() IS 'Counts new entries.';

CREATE FUNCTION app.entries_deleted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    persons uuid[];
    gone app.entry_change[];
BEGIN
    SELECT app.living(array_agg(DISTINCT o.user_id)) INTO persons FROM old_rows o;
    IF persons IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM app.lock_persons(persons);
    SELECT array_agg(ROW(
        -1, o.user_id, o.id, o.category, o.subcategory, o.currency, o.is_liquid, o.amount,
        o.balance, o.date, o.is_recurring, false)::app.entry_change)
    INTO gone FROM old_rows o WHERE o.deleted_at IS NULL AND o.user_id = ANY (persons);
    IF gone IS NOT NULL THEN
        PERFORM app.count_entries(gone);
    END IF;
    PERFORM app.bump_versions(persons);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION app.entries_deleted() IS 'Counts entries no more.';

CREATE FUNCTION app.entries_updated() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    SET enable_nestloop = off
AS $$
DECLARE
    persons uuid[];
    changed app.entry_change[];
    moved app.entry_change[];
BEGIN
    SELECT app.living(array_agg(DISTINCT r.user_id)) INTO persons
    FROM (SELECT o.user_id FROM old_rows o UNION ALL SELECT n.user_id FROM new_rows n) r;
    IF persons IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM app.lock_persons(persons);
    SELECT array_agg(s.change), array_agg(s.change) FILTER (WHERE d.has_moved)
    INTO changed, moved
    FROM old_rows o FULL JOIN new_rows n ON n.id = o.id
    CROSS JOIN LATERAL (SELECT
        (o.user_id, o.category, o.subcategory, o.currency, o.is_liquid, o.is_recurring,
         o.deleted_at IS NULL) IS DISTINCT FROM
        (n.user_id, n.category, n.subcategory, n.currency, n.is_liquid, n.is_recurring,
         n.deleted_at IS NULL) AS has_moved,
        (o.amount, o.balance, o.date) IS DISTINCT FROM (n.amount, n.balance, n.date)
            AS has_changed) d
    CROSS JOIN LATERAL (VALUES
        (o.id, o.deleted_at, ROW(
            -1, o.user_id, o.id, o.category, o.subcategory, o.currency, o.is_liquid, o.amount,
            o.balance, o.date, o.is_recurring, false)::app.entry_change),
        (n.id, n.deleted_at, ROW(
            1, n.user_id, n.id, n.category, n.subcategory, n.currency, n.is_liquid, n.amount,
            n.balance, n.date, n.is_recurring, false)::app.entry_change)
    ) s (id, deleted_at, change)
    WHERE (d.has_moved OR d.has_changed) AND s.id IS NOT NULL AND s.deleted_at IS NULL;
    IF changed IS NOT NULL THEN
        PERFORM app.count_entries(changed);
    END IF;
    IF moved IS NOT NULL THEN
        PERFORM app.move_history(moved);
    END IF;
    PERFORM app.bump_versions(persons);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION app.entries_updated() IS 'Counts entries as they are now.';
