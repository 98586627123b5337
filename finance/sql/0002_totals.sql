-- How differences are added to the sums. The triggers call these as the service, under the lock
-- of the persons concerned; they run with the rights of whoever calls. What changes is little
-- beside what is there, so each change looks up its row by the index, whatever the planner's
-- statistics say, by one generic plan a connection: planning anew would cost more than running.

CREATE TYPE app.month_change AS (
    user_id uuid, month date, category text, subcategory text, currency text,
    total numeric, entries bigint);
CREATE TYPE app.balance_change AS (
    user_id uuid, category text, subcategory text, is_liquid boolean, currency text,
    total numeric, entries bigint);
CREATE TYPE app.worth_change AS (
    user_id uuid, currency text, day date, assets numeric, liabilities numeric, liquid numeric);
CREATE TYPE app.count_change AS (user_id uuid, category text, entries bigint);

-- One writer of a person's figures at a time; jobs over many persons go page by page, as the
-- server has room for some thousands of locks. Sorted, so that two writers of several persons
-- cannot wait for each other; by hash, as advisory locks are numbers.
CREATE FUNCTION app.lock_persons(persons uuid[]) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(20261, key) FROM (
        SELECT DISTINCT hashtext(person::text) AS key FROM unnest(persons) person
        ORDER BY key) sorted;
END $$;
COMMENT ON FUNCTION app.lock_persons(uuid[]) IS 'Makes writers of the same persons take turns.';

CREATE FUNCTION app.add_to_months(changes app.month_change[]) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
    SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    INSERT INTO public.finance_monthly_totals AS t
        (user_id, month, category, subcategory, currency, total, entries)
    SELECT c.user_id, c.month, c.category, c.subcategory, c.currency, c.total, c.entries
    FROM unnest(changes) c ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (user_id, month, category, subcategory, currency) DO UPDATE
        SET total = t.total + excluded.total, entries = t.entries + excluded.entries;
    DELETE FROM public.finance_monthly_totals t USING unnest(changes) c
    WHERE (t.user_id, t.month, t.category, t.subcategory, t.currency)
        = (c.user_id, c.month, c.category, c.subcategory, c.currency) AND t.entries = 0;
END $$;
COMMENT ON FUNCTION app.add_to_months(app.month_change[]) IS 'Adds to finance_monthly_totals.';

CREATE FUNCTION app.add_to_balances(changes app.balance_change[]) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
    SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    INSERT INTO public.finance_balance_totals AS t
        (user_id, category, subcategory, is_liquid, currency, total, entries)
    SELECT c.user_id, c.category, c.subcategory, c.is_liquid, c.currency, c.total, c.entries
    FROM unnest(changes) c ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (user_id, category, subcategory, is_liquid, currency) DO UPDATE
        SET total = t.total + excluded.total, entries = t.entries + excluded.entries;
    DELETE FROM public.finance_balance_totals t USING unnest(changes) c
    WHERE (t.user_id, t.category, t.subcategory, t.is_liquid, t.currency)
        = (c.user_id, c.category, c.subcategory, c.is_liquid, c.currency) AND t.entries = 0;
END $$;
COMMENT ON FUNCTION app.add_to_balances(app.balance_change[]) IS 'Adds to finance_balance_totals.';

CREATE FUNCTION app.add_to_counts(changes app.count_change[]) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
    SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    INSERT INTO public.finance_entry_counts AS t (user_id, category, entries)
    SELECT c.user_id, c.category, c.entries FROM unnest(changes) c ORDER BY 1, 2
    ON CONFLICT (user_id, category) DO UPDATE SET entries = t.entries + excluded.entries;
    DELETE FROM public.finance_entry_counts t USING unnest(changes) c
    WHERE (t.user_id, t.category) = (c.user_id, c.category) AND t.entries = 0;
END $$;
COMMENT ON FUNCTION app.add_to_counts(app.count_change[]) IS 'Adds to finance_entry_counts.';

-- A row of net_worth_daily holds from its day until the next row, so a change on a day is added
-- to that row and all later ones. There is a row exactly for each day on which something changed:
-- a new day begins with what was carried forward; a day left without change loses its row.
CREATE FUNCTION app.add_to_worth(changes app.worth_change[]) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
    SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    INSERT INTO public.net_worth_daily (user_id, currency, "on", assets, liabilities, liquid)
    SELECT c.user_id, c.currency, c.day,
           COALESCE(earlier.assets, 0), COALESCE(earlier.liabilities, 0),
           COALESCE(earlier.liquid, 0)
    FROM unnest(changes) c
    LEFT JOIN LATERAL (
        SELECT w.assets, w.liabilities, w.liquid FROM public.net_worth_daily w
        WHERE w.user_id = c.user_id AND w.currency = c.currency AND w."on" < c.day
        ORDER BY w."on" DESC LIMIT 1
    ) earlier ON true
    ORDER BY 1, 2, 3
    ON CONFLICT (user_id, currency, "on") DO NOTHING;

    UPDATE public.net_worth_daily w
    SET assets = w.assets + span.assets, liabilities = w.liabilities + span.liabilities,
        liquid = w.liquid + span.liquid
    FROM (
        SELECT c.user_id, c.currency, c.day,
               lead(c.day, 1, 'infinity') OVER person AS until,
               sum(c.assets) OVER person AS assets,
               sum(c.liabilities) OVER person AS liabilities,
               sum(c.liquid) OVER person AS liquid
        FROM unnest(changes) c
        WINDOW person AS (PARTITION BY c.user_id, c.currency ORDER BY c.day)
    ) span
    WHERE w.user_id = span.user_id AND w.currency = span.currency
      AND w."on" >= span.day AND w."on" < span.until
      AND (span.assets, span.liabilities, span.liquid) <> (0, 0, 0);

    DELETE FROM public.net_worth_daily w USING unnest(changes) c
    WHERE w.user_id = c.user_id AND w.currency = c.currency AND w."on" = c.day
      AND (w.assets, w.liabilities, w.liquid) = (
        SELECT COALESCE(sum(b.assets), 0), COALESCE(sum(b.liabilities), 0),
               COALESCE(sum(b.liquid), 0)
        FROM (
            SELECT p.assets, p.liabilities, p.liquid FROM public.net_worth_daily p
            WHERE p.user_id = w.user_id AND p.currency = w.currency AND p."on" < w."on"
            ORDER BY p."on" DESC LIMIT 1
        ) b);
END $$;
COMMENT ON FUNCTION app.add_to_worth(app.worth_change[]) IS 'Adds to net_worth_daily.';

CREATE FUNCTION app.bump_versions(persons uuid[]) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    INSERT INTO public.finance_data_versions AS v (user_id, version)
    SELECT DISTINCT person, 1 FROM unnest(persons) person ORDER BY person
    ON CONFLICT (user_id) DO UPDATE SET version = v.version + 1;
END $$;
COMMENT ON FUNCTION app.bump_versions(uuid[]) IS 'Marks what is cached of these persons as old.';
