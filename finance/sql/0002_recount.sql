-- The sums counted anew from entries, valuations and occurrences, for persons of one's choice.
-- They run with the rights of the caller: the service sees everybody, a person themselves.

CREATE FUNCTION app.recount_changes(persons uuid[])
    RETURNS TABLE (id uuid, user_id uuid, entry_id uuid, "on" date, change numeric)
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT v.id, v.user_id, v.entry_id, v."on",
           v.amount - lag(v.amount, 1, 0) OVER (PARTITION BY v.user_id, v.entry_id ORDER BY v."on")
    FROM public.asset_valuations v WHERE v.user_id = ANY (persons);
END;
COMMENT ON FUNCTION app.recount_changes(uuid[]) IS 'What asset_valuations.change should be.';

CREATE FUNCTION app.recount_latest(persons uuid[])
    RETURNS TABLE (user_id uuid, entry_id uuid, balance numeric, "on" date)
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT e.user_id, e.id, COALESCE(l.amount, 0), COALESCE(l."on", e.date)
    FROM public.financial_data e
    LEFT JOIN LATERAL (
        SELECT v.amount, v."on" FROM public.asset_valuations v
        WHERE v.user_id = e.user_id AND v.entry_id = e.id ORDER BY v."on" DESC LIMIT 1
    ) l ON true
    WHERE e.user_id = ANY (persons) AND e.category IN ('assets', 'liabilities');
END;
COMMENT ON FUNCTION app.recount_latest(uuid[]) IS 'What balances should show.';

CREATE FUNCTION app.recount_months(persons uuid[]) RETURNS SETOF app.month_change
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT f.user_id, date_trunc('month', f.day::timestamp)::date, f.category, f.subcategory,
           f.currency, sum(f.amount), count(*)
    FROM (
        SELECT e.user_id, e.date AS day, e.category, e.subcategory, e.currency, e.amount
        FROM public.financial_data e
        WHERE e.user_id = ANY (persons) AND e.category IN ('income', 'expenses')
          AND NOT e.is_recurring AND e.deleted_at IS NULL
        UNION ALL
        SELECT e.user_id, o."on", e.category, e.subcategory, e.currency, o.amount
        FROM public.finance_occurrences o
        JOIN public.financial_data e ON e.user_id = o.user_id AND e.id = o.entry_id
        WHERE o.user_id = ANY (persons) AND e.is_recurring AND e.deleted_at IS NULL
    ) f GROUP BY 1, 2, 3, 4, 5;
END;
COMMENT ON FUNCTION app.recount_months(uuid[]) IS 'What finance_monthly_totals should be.';

CREATE FUNCTION app.recount_balances(persons uuid[]) RETURNS SETOF app.balance_change
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT e.user_id, e.category, e.subcategory, e.is_liquid, e.currency, sum(l.balance), count(*)
    FROM public.financial_data e
    JOIN app.recount_latest(persons) l ON l.user_id = e.user_id AND l.entry_id = e.id
    WHERE e.deleted_at IS NULL GROUP BY 1, 2, 3, 4, 5;
END;
COMMENT ON FUNCTION app.recount_balances(uuid[]) IS 'What finance_balance_totals should be.';

CREATE FUNCTION app.recount_counts(persons uuid[]) RETURNS SETOF app.count_change
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT e.user_id, e.category, count(*) FROM public.financial_data e
    WHERE e.user_id = ANY (persons) AND e.deleted_at IS NULL GROUP BY 1, 2;
END;
COMMENT ON FUNCTION app.recount_counts(uuid[]) IS 'What finance_entry_counts should be.';

CREATE FUNCTION app.recount_worth(persons uuid[]) RETURNS SETOF app.worth_change
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT d.user_id, d.currency, d."on", sum(d.a) OVER person, sum(d.b) OVER person,
           sum(d.c) OVER person
    FROM (
        SELECT e.user_id, e.currency, c."on",
               COALESCE(sum(c.change) FILTER (WHERE e.category = 'assets'), 0) AS a,
               COALESCE(sum(c.change) FILTER (WHERE e.category = 'liabilities'), 0) AS b,
               COALESCE(sum(c.change)
                        FILTER (WHERE e.category = 'assets' AND e.is_liquid), 0) AS c
        FROM app.recount_changes(persons) c
        JOIN public.financial_data e ON e.user_id = c.user_id AND e.id = c.entry_id
        WHERE e.deleted_at IS NULL AND e.category IN ('assets', 'liabilities')
        GROUP BY 1, 2, 3
    ) d
    WHERE (d.a, d.b, d.c) <> (0, 0, 0)
    WINDOW person AS (PARTITION BY d.user_id, d.currency ORDER BY d."on");
END;
COMMENT ON FUNCTION app.recount_worth(uuid[]) IS 'What net_worth_daily should be.';
