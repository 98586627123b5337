-- Triggers of asset_valuations, finance_occurrences and finance_manual_rates.
--
-- Net worth counts the `change` of each valuation: its amount less the one before. `change` is a
-- column, so what has been counted is known exactly, whatever mix of rows a statement inserts,
-- updates and deletes. A statement's own changes are counted first; then `change` is set right
-- where the amounts require it, and that update comes here again and is counted in its turn.

CREATE TYPE app.valuation_span AS (user_id uuid, entry_id uuid, first date, last date);

CREATE FUNCTION app.valuations_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    added CONSTANT text := 'SELECT 1 AS sign, * FROM new_rows';
    removed CONSTANT text := 'SELECT -1 AS sign, * FROM old_rows';
    source CONSTANT text := CASE TG_OP WHEN 'INSERT' THEN added WHEN 'DELETE' THEN removed
        ELSE removed || ' UNION ALL ' || added END;
    -- An update of nothing but `change` ends here: its amounts were the reason for it.
    touched CONSTANT text := CASE TG_OP WHEN 'UPDATE' THEN '
        SELECT s.* FROM old_rows o FULL JOIN new_rows n ON n.id = o.id
        CROSS JOIN LATERAL (VALUES (o.user_id, o.entry_id, o."on"), (n.user_id, n.entry_id, n."on"))
            s (user_id, entry_id, "on")
        WHERE (o.user_id, o.entry_id, o."on", o.amount)
            IS DISTINCT FROM (n.user_id, n.entry_id, n."on", n.amount)'
        ELSE source END;
    persons uuid[];
    worth app.worth_change[];
    spans app.valuation_span[];
BEGIN
    EXECUTE format('SELECT app.living(array_agg(DISTINCT user_id)) FROM (%s) r', source)
        INTO persons;
    IF persons IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM app.lock_persons(persons);
    EXECUTE format($sql$
        SELECT array_agg(s::app.worth_change) FROM (
            SELECT r.user_id, e.currency, r."on",
                   COALESCE(sum(r.sign * r.change) FILTER (WHERE category = 'assets'), 0) a,
                   COALESCE(sum(r.sign * r.change) FILTER (WHERE category = 'liabilities'), 0) b,
                   COALESCE(sum(r.sign * r.change)
                            FILTER (WHERE category = 'assets' AND is_liquid), 0) c
            FROM (%s) r JOIN public.financial_data e
                ON e.user_id = r.user_id AND e.id = r.entry_id
            WHERE r.change <> 0 AND e.deleted_at IS NULL
              AND e.category IN ('assets', 'liabilities') AND r.user_id = ANY ($1)
            GROUP BY 1, 2, 3) s
        WHERE (a, b, c) <> (0, 0, 0)$sql$, source) INTO worth USING persons;
    IF worth IS NOT NULL THEN
        PERFORM app.add_to_worth(worth);
    END IF;
    EXECUTE format($sql$
        SELECT array_agg(s::app.valuation_span) FROM (
            SELECT user_id, entry_id, min("on"), max("on") FROM (%s) t
            WHERE user_id = ANY ($1) GROUP BY user_id, entry_id) s$sql$, touched)
        INTO spans USING persons;
    IF spans IS NOT NULL THEN
        PERFORM app.settle_valuations(spans);
        PERFORM app.bump_versions(persons);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION app.valuations_changed() IS 'Adds changed valuations to net_worth_daily.';

-- Runs with the rights of its caller, the trigger above.
CREATE FUNCTION app.settle_valuations(spans app.valuation_span[]) RETURNS void
    LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
BEGIN ATOMIC
    -- From the first day touched to the day after the last one: the others keep their neighbours.
    UPDATE public.asset_valuations v SET change = w.change
    FROM (
        SELECT x.id, x.amount - COALESCE(lag(x.amount) OVER entry, before.amount, 0) AS change
        FROM unnest(spans) s
        LEFT JOIN LATERAL (
            SELECT b.amount FROM public.asset_valuations b
            WHERE b.user_id = s.user_id AND b.entry_id = s.entry_id AND b."on" < s.first
            ORDER BY b."on" DESC LIMIT 1
        ) before ON true
        LEFT JOIN LATERAL (
            SELECT a."on" FROM public.asset_valuations a
            WHERE a.user_id = s.user_id AND a.entry_id = s.entry_id AND a."on" > s.last
            ORDER BY a."on" LIMIT 1
        ) after ON true
        JOIN public.asset_valuations x
            ON x.user_id = s.user_id AND x.entry_id = s.entry_id
            AND x."on" BETWEEN s.first AND COALESCE(after."on", s.last)
        WINDOW entry AS (PARTITION BY x.user_id, x.entry_id ORDER BY x."on")
    ) w
    WHERE v.id = w.id AND v.change <> w.change;

    -- The entry shows its latest valuation. One that lost them all shows nothing; but not while
    -- it is being deleted itself, when this runs inside that trigger.
    UPDATE public.financial_data e
    SET balance = COALESCE(l.amount, 0), amount = round(COALESCE(l.amount, 0), 2),
        date = COALESCE(l."on", e.date), updated_at = now()
    FROM unnest(spans) s
    LEFT JOIN LATERAL (
        SELECT v.amount, v."on" FROM public.asset_valuations v
        WHERE v.user_id = s.user_id AND v.entry_id = s.entry_id ORDER BY v."on" DESC LIMIT 1
    ) l ON true
    WHERE e.user_id = s.user_id AND e.id = s.entry_id
      AND e.category IN ('assets', 'liabilities')
      AND (l."on" IS NOT NULL OR pg_trigger_depth() = 1)
      AND (e.balance, e.date) IS DISTINCT FROM (COALESCE(l.amount, 0), COALESCE(l."on", e.date));
END;
COMMENT ON FUNCTION app.settle_valuations(app.valuation_span[])
    IS 'Sets change, and the amount of the entry, right after valuations of some days changed.';

CREATE FUNCTION app.occurrences_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    added CONSTANT text := 'SELECT 1 AS sign, * FROM new_rows';
    removed CONSTANT text := 'SELECT -1 AS sign, * FROM old_rows';
    source CONSTANT text := CASE TG_OP WHEN 'INSERT' THEN added WHEN 'DELETE' THEN removed
        ELSE removed || ' UNION ALL ' || added END;
    persons uuid[];
    months app.month_change[];
BEGIN
    EXECUTE format('SELECT app.living(array_agg(DISTINCT user_id)) FROM (%s) r', source)
        INTO persons;
    IF persons IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM app.lock_persons(persons);
    EXECUTE format($sql$
        SELECT array_agg(s::app.month_change) FROM (
            SELECT r.user_id, date_trunc('month', r."on"::timestamp)::date, e.category, e.subcategory,
                   e.currency, sum(r.sign * r.amount), sum(r.sign)
            FROM (%s) r JOIN public.financial_data e
                ON e.user_id = r.user_id AND e.id = r.entry_id
            WHERE e.deleted_at IS NULL AND e.is_recurring AND r.user_id = ANY ($1)
            GROUP BY 1, 2, 3, 4, 5
            HAVING (sum(r.sign * r.amount), sum(r.sign)) <> (0, 0)) s$sql$, source)
        INTO months USING persons;
    IF months IS NOT NULL THEN
        PERFORM app.add_to_months(months);
    END IF;
    PERFORM app.bump_versions(persons);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION app.occurrences_changed() IS 'Adds changed occurrences to the monthly totals.';

CREATE FUNCTION app.rates_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    persons uuid[];
BEGIN
    EXECUTE 'SELECT app.living(array_agg(DISTINCT user_id)) FROM '
        || CASE TG_OP WHEN 'DELETE' THEN 'old_rows' ELSE 'new_rows' END INTO persons;
    IF persons IS NOT NULL THEN
        PERFORM app.bump_versions(persons);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION app.rates_changed() IS 'Marks what is cached of a person as old.';
