-- Triggers of financial_data. They run as the service, which alone may write the sums, and take
-- the rows from the statement's transition tables, so that a statement over many rows costs a
-- few set operations. EXECUTE, because a plan kept from a small statement is bad for a big one.

CREATE FUNCTION app.living(persons uuid[]) RETURNS uuid[]
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    -- The sums of a person who is being deleted go by themselves.
    SELECT array_agg(id) FROM public.auth_users WHERE id = ANY (persons);
END;
COMMENT ON FUNCTION app.living(uuid[]) IS 'Those of the persons who exist.';

-- A person's own statements wait for each other before they lock rows: no deadlocks.
CREATE FUNCTION app.lock_asker() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF app.uid() IS NOT NULL THEN
        PERFORM app.lock_persons(ARRAY[app.uid()]);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION app.lock_asker() IS 'Takes the lock of the person who asks.';

-- Columns that follow from others. What is written to them on a balance does not count: its
-- valuations do. An entry stays a balance or a flow for life.
CREATE FUNCTION app.derive_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    is_balance boolean := NEW.category IN ('assets', 'liabilities');
BEGIN
    IF TG_OP = 'UPDATE' AND is_balance <> (OLD.category IN ('assets', 'liabilities')) THEN
        RAISE check_violation USING MESSAGE = 'an entry stays a balance or a flow';
    END IF;
    IF NOT is_balance THEN
        NEW.balance := NULL;
    ELSIF TG_OP = 'INSERT' THEN
        NEW.balance := COALESCE(NEW.balance, NEW.amount);
    ELSE
        SELECT v.amount, v."on" INTO NEW.balance, NEW.date FROM public.asset_valuations v
        WHERE v.user_id = NEW.user_id AND v.entry_id = NEW.id ORDER BY v."on" DESC LIMIT 1;
        NEW.balance := COALESCE(NEW.balance, 0);
        NEW.date := COALESCE(NEW.date, OLD.date);
    END IF;
    IF is_balance THEN
        NEW.amount := round(NEW.balance, 2);
    END IF;
    NEW.next_due_on := CASE WHEN NEW.is_recurring THEN COALESCE(NEW.next_due_on, NEW.date) END;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION app.derive_entry() IS 'Keeps amount, balance, date and next_due_on true.';

-- Before an entry goes, so that what it counted for is still known when its history goes.
CREATE FUNCTION app.forget_history() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM public.asset_valuations WHERE user_id = OLD.user_id AND entry_id = OLD.id;
    DELETE FROM public.finance_occurrences WHERE user_id = OLD.user_id AND entry_id = OLD.id;
    RETURN OLD;
END $$;
COMMENT ON FUNCTION app.forget_history() IS 'Deletes the history of an entry before the entry.';

CREATE FUNCTION app.entries_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    fields CONSTANT text := 'user_id, id, category, subcategory, currency, is_liquid, amount,'
        ' balance, date, is_recurring, deleted_at';
    added CONSTANT text := 'SELECT 1 AS sign, ' || fields || ' FROM new_rows';
    removed CONSTANT text := 'SELECT -1 AS sign, ' || fields || ' FROM old_rows';
    source CONSTANT text := CASE TG_OP WHEN 'INSERT' THEN added WHEN 'DELETE' THEN removed
        ELSE removed || ' UNION ALL ' || added END;
    persons uuid[];
    months app.month_change[];
    balances app.balance_change[];
    counts app.count_change[];
BEGIN
    EXECUTE format('SELECT app.living(array_agg(DISTINCT user_id)) FROM (%s) r', source)
        INTO persons;
    IF persons IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM app.lock_persons(persons);
    EXECUTE format($sql$
        WITH r AS MATERIALIZED (
            SELECT * FROM (%s) r WHERE user_id = ANY ($1) AND deleted_at IS NULL)
        SELECT (
            SELECT array_agg(s::app.month_change) FROM (
                SELECT user_id, date_trunc('month', date::timestamp)::date, category, subcategory, currency,
                       sum(sign * amount), sum(sign)
                FROM r WHERE category IN ('income', 'expenses') AND NOT is_recurring
                GROUP BY 1, 2, 3, 4, 5 HAVING (sum(sign * amount), sum(sign)) <> (0, 0)) s
        ), (
            SELECT array_agg(s::app.balance_change) FROM (
                SELECT user_id, category, subcategory, is_liquid, currency,
                       sum(sign * balance), sum(sign)
                FROM r WHERE category IN ('assets', 'liabilities')
                GROUP BY 1, 2, 3, 4, 5 HAVING (sum(sign * balance), sum(sign)) <> (0, 0)) s
        ), (
            SELECT array_agg(s::app.count_change) FROM (
                SELECT user_id, category, sum(sign) FROM r
                GROUP BY 1, 2 HAVING sum(sign) <> 0) s
        )$sql$, source) INTO months, balances, counts USING persons;
    IF months IS NOT NULL THEN
        PERFORM app.add_to_months(months);
    END IF;
    IF balances IS NOT NULL THEN
        PERFORM app.add_to_balances(balances);
    END IF;
    IF counts IS NOT NULL THEN
        PERFORM app.add_to_counts(counts);
    END IF;
    PERFORM app.bump_versions(persons);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION app.entries_changed() IS 'Adds changed entries to the sums.';

-- A balance begins with a valuation, unless its valuations came in the same statement.
CREATE FUNCTION app.entries_begun() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM new_rows WHERE category IN ('assets', 'liabilities')) THEN
        INSERT INTO public.asset_valuations (user_id, entry_id, "on", amount, source)
        SELECT n.user_id, n.id, n.date, n.balance,
               CASE WHEN n.import_id IS NULL THEN 'manual' ELSE 'import' END
        FROM new_rows n
        WHERE n.category IN ('assets', 'liabilities') AND NOT EXISTS (
            SELECT FROM public.asset_valuations v
            WHERE v.user_id = n.user_id AND v.entry_id = n.id);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION app.entries_begun() IS 'Makes the first valuation of a balance.';

-- An entry that counts elsewhere now takes its history with it: valuations to another currency,
-- side or liquidity, occurrences to another kind; both leave and come back with deleted_at.
CREATE FUNCTION app.entries_moved() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    moved CONSTANT text := $sql$
        SELECT s.* FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.user_id = o.user_id
        CROSS JOIN LATERAL (VALUES
            (-1, o.user_id, o.id, o.category, o.subcategory, o.currency, o.is_liquid,
             o.is_recurring, o.deleted_at),
            (1, n.user_id, n.id, n.category, n.subcategory, n.currency, n.is_liquid,
             n.is_recurring, n.deleted_at)
        ) s (sign, user_id, id, category, subcategory, currency, is_liquid, is_recurring, gone)
        WHERE (o.category, o.subcategory, o.currency, o.is_liquid, o.is_recurring,
               o.deleted_at IS NULL)
            <> (n.category, n.subcategory, n.currency, n.is_liquid, n.is_recurring,
                n.deleted_at IS NULL)$sql$;
    worth app.worth_change[];
    months app.month_change[];
BEGIN
    EXECUTE format($sql$
        WITH m AS MATERIALIZED (SELECT * FROM (%s) m WHERE gone IS NULL)
        SELECT (
            SELECT array_agg(s::app.worth_change) FROM (
                SELECT m.user_id, m.currency, v."on",
                       COALESCE(sum(m.sign * v.change) FILTER (WHERE category = 'assets'), 0) a,
                       COALESCE(sum(m.sign * v.change)
                                FILTER (WHERE category = 'liabilities'), 0) b,
                       COALESCE(sum(m.sign * v.change)
                                FILTER (WHERE category = 'assets' AND is_liquid), 0) c
                FROM m JOIN public.asset_valuations v
                    ON v.user_id = m.user_id AND v.entry_id = m.id
                WHERE m.category IN ('assets', 'liabilities') GROUP BY 1, 2, 3) s
            WHERE (a, b, c) <> (0, 0, 0)
        ), (
            SELECT array_agg(s::app.month_change) FROM (
                SELECT m.user_id, date_trunc('month', h."on"::timestamp)::date, m.category, m.subcategory,
                       m.currency, sum(m.sign * h.amount), sum(m.sign)
                FROM m JOIN public.finance_occurrences h
                    ON h.user_id = m.user_id AND h.entry_id = m.id
                WHERE m.category IN ('income', 'expenses') AND m.is_recurring
                GROUP BY 1, 2, 3, 4, 5
                HAVING (sum(m.sign * h.amount), sum(m.sign)) <> (0, 0)) s
        )$sql$, moved) INTO worth, months;
    IF worth IS NOT NULL THEN
        PERFORM app.add_to_worth(worth);
    END IF;
    IF months IS NOT NULL THEN
        PERFORM app.add_to_months(months);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION app.entries_moved() IS 'Moves the history of entries that count elsewhere.';
