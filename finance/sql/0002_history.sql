-- Triggers of asset_valuations, finance_occurrences and finance_manual_rates.
--
-- Net worth counts the `change` of each valuation: its amount less the one before. `change` is a
-- column, so what has been counted is known exactly, whatever mix of rows a statement inserts,
-- updates and deletes. A statement's own changes are counted first; then `change` is set right
-- where the amounts require it, and that update comes here again and is counted in its turn.

CREATE TYPE app.history_change AS (
    sign integer, user_id uuid, entry_id uuid, day date, amount numeric);
CREATE TYPE app.valuation_span AS (user_id uuid, entry_id uuid, first date, last date);

CREATE FUNCTION app.count_valuations(changed app.history_change[]) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
    SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    worth app.worth_change[];
BEGIN
    SELECT array_agg(s::app.worth_change) INTO worth FROM (
        SELECT c.user_id, e.currency, c.day,
               COALESCE(sum(c.sign * c.amount) FILTER (WHERE e.category = 'assets'), 0) AS a,
               COALESCE(sum(c.sign * c.amount) FILTER (WHERE e.category = 'liabilities'), 0) AS b,
               COALESCE(sum(c.sign * c.amount)
                        FILTER (WHERE e.category = 'assets' AND e.is_liquid), 0) AS c
        FROM unnest(changed) c
        JOIN public.financial_data e ON e.user_id = c.user_id AND e.id = c.entry_id
        WHERE e.deleted_at IS NULL AND e.category IN ('assets', 'liabilities')
        GROUP BY 1, 2, 3) s
    WHERE (s.a, s.b, s.c) <> (0, 0, 0);
    IF worth IS NOT NULL THEN
        PERFORM app.add_to_worth(worth);
    END IF;
END $$;
COMMENT ON FUNCTION app.count_valuations(app.history_change[])
    IS 'Adds what valuations changed to net_worth_daily.';

CREATE FUNCTION app.settle_valuations(spans app.valuation_span[]) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
    SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    -- From the first day touched to the day after the last one: the others keep their neighbours.
    UPDATE public.asset_valuations v SET change = w.change
    FROM (
        SELECT x.id, x.amount - COALESCE(lag(x.amount) OVER entry, earlier.amount, 0) AS change
        FROM unnest(spans) s
        LEFT JOIN LATERAL (
            SELECT b.amount FROM public.asset_valuations b
            WHERE b.user_id = s.user_id AND b.entry_id = s.entry_id AND b."on" < s.first
            ORDER BY b."on" DESC LIMIT 1
        ) earlier ON true
        LEFT JOIN LATERAL (
            SELECT a."on" FROM public.asset_valuations a
            WHERE a.user_id = s.user_id AND a.entry_id = s.entry_id AND a."on" > s.last
            ORDER BY a."on" LIMIT 1
        ) later ON true
        JOIN public.asset_valuations x
            ON x.user_id = s.user_id AND x.entry_id = s.entry_id
            AND x."on" BETWEEN s.first AND COALESCE(later."on", s.last)
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
END $$;
COMMENT ON FUNCTION app.settle_valuations(app.valuation_span[])
    IS 'Sets change, and the amount of the entry, right after valuations of some days changed.';

CREATE FUNCTION app.valuations_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    SET enable_nestloop = off
AS $$
DECLARE
    persons uuid[];
    changed app.history_change[];
    spans app.valuation_span[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(ROW(1, n.user_id, n.entry_id, n."on", n.change)::app.history_change)
            FILTER (WHERE n.change <> 0) INTO changed FROM new_rows n;
        SELECT array_agg(s::app.valuation_span) INTO spans FROM (
            SELECT n.user_id, n.entry_id, min(n."on"), max(n."on") FROM new_rows n
            GROUP BY 1, 2) s;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(ROW(-1, o.user_id, o.entry_id, o."on", o.change)::app.history_change)
            FILTER (WHERE o.change <> 0) INTO changed FROM old_rows o;
        SELECT array_agg(s::app.valuation_span) INTO spans FROM (
            SELECT o.user_id, o.entry_id, min(o."on"), max(o."on") FROM old_rows o
            GROUP BY 1, 2) s;
    ELSE
        SELECT array_agg(s.change) INTO changed
        FROM old_rows o FULL JOIN new_rows n ON n.id = o.id
        CROSS JOIN LATERAL (VALUES
            (o.change, ROW(-1, o.user_id, o.entry_id, o."on", o.change)::app.history_change),
            (n.change, ROW(1, n.user_id, n.entry_id, n."on", n.change)::app.history_change)
        ) s (amount, change)
        WHERE s.amount <> 0 AND (o.user_id, o.entry_id, o."on", o.change)
            IS DISTINCT FROM (n.user_id, n.entry_id, n."on", n.change);
        -- An update of nothing but `change` ends here: its amounts were the reason for it.
        SELECT array_agg(s::app.valuation_span) INTO spans FROM (
            SELECT r.user_id, r.entry_id, min(r.day), max(r.day)
            FROM old_rows o FULL JOIN new_rows n ON n.id = o.id
            CROSS JOIN LATERAL (VALUES
                (o.user_id, o.entry_id, o."on"), (n.user_id, n.entry_id, n."on")
            ) r (user_id, entry_id, day)
            WHERE (o.user_id, o.entry_id, o."on", o.amount)
                IS DISTINCT FROM (n.user_id, n.entry_id, n."on", n.amount)
              AND r.user_id IS NOT NULL
            GROUP BY 1, 2) s;
    END IF;
    SELECT app.living(array_agg(DISTINCT r.user_id)) INTO persons FROM (
        SELECT user_id FROM unnest(changed) UNION ALL SELECT user_id FROM unnest(spans)) r;
    IF persons IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM app.lock_persons(persons);
    IF changed IS NOT NULL THEN
        PERFORM app.count_valuations(changed);
    END IF;
    IF spans IS NOT NULL THEN
        PERFORM app.settle_valuations(spans);
        PERFORM app.bump_versions(persons);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION app.valuations_changed() IS 'Counts valuations as they are now.';

CREATE FUNCTION app.count_occurrences(changed app.history_change[]) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
    SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    months app.month_change[];
BEGIN
    SELECT array_agg(s::app.month_change) INTO months FROM (
        SELECT c.user_id, date_trunc('month', c.day::timestamp)::date, e.category, e.subcategory,
               e.currency, sum(c.sign * c.amount), sum(c.sign)
        FROM unnest(changed) c
        JOIN public.financial_data e ON e.user_id = c.user_id AND e.id = c.entry_id
        WHERE e.deleted_at IS NULL AND e.is_recurring
        GROUP BY 1, 2, 3, 4, 5 HAVING (sum(c.sign * c.amount), sum(c.sign)) <> (0, 0)) s;
    IF months IS NOT NULL THEN
        PERFORM app.add_to_months(months);
    END IF;
END $$;
COMMENT ON FUNCTION app.count_occurrences(app.history_change[])
    IS 'Adds changed occurrences to the monthly totals.';

CREATE FUNCTION app.occurrences_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    persons uuid[];
    changed app.history_change[];
    removed app.history_change[];
BEGIN
    IF TG_OP <> 'DELETE' THEN
        SELECT array_agg(ROW(1, n.user_id, n.entry_id, n."on", n.amount)::app.history_change)
        INTO changed FROM new_rows n;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        SELECT array_agg(ROW(-1, o.user_id, o.entry_id, o."on", o.amount)::app.history_change)
        INTO removed FROM old_rows o;
    END IF;
    changed := removed || changed;
    SELECT app.living(array_agg(DISTINCT c.user_id)) INTO persons FROM unnest(changed) c;
    IF persons IS NOT NULL THEN
        PERFORM app.lock_persons(persons);
        PERFORM app.count_occurrences(changed);
        PERFORM app.bump_versions(persons);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION app.occurrences_changed() IS 'Counts occurrences as they are now.';

CREATE FUNCTION app.rates_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    persons uuid[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT app.living(array_agg(DISTINCT o.user_id)) INTO persons FROM old_rows o;
    ELSE
        SELECT app.living(array_agg(DISTINCT n.user_id)) INTO persons FROM new_rows n;
    END IF;
    IF persons IS NOT NULL THEN
        PERFORM app.bump_versions(persons);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION app.rates_changed() IS 'Marks what is cached of a person as old.';
