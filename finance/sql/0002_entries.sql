-- Triggers of financial_data. They run as the service, which alone may write the sums, and read
-- the rows of a statement from its transition tables: a statement over many rows costs a few set
-- operations. Each trigger packs what changed into an array, for functions whose plans are kept.
-- Nested loops are off where transition tables meet: a plan made for one row serves many too.

CREATE TYPE app.entry_change AS (
    sign integer, user_id uuid, id uuid, category text, subcategory text, currency text,
    is_liquid boolean, amount numeric, balance numeric, day date, is_recurring boolean,
    is_imported boolean);

CREATE FUNCTION app.living(persons uuid[]) RETURNS uuid[]
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    -- The sums of a person who is being deleted go by themselves.
    RETURN (SELECT array_agg(u.id) FROM public.auth_users u WHERE u.id = ANY (persons));
END $$;
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

CREATE FUNCTION app.count_entries(changed app.entry_change[]) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    months app.month_change[];
    balances app.balance_change[];
    counts app.count_change[];
BEGIN
    SELECT array_agg(s::app.month_change) INTO months FROM (
        SELECT c.user_id, date_trunc('month', c.day::timestamp)::date, c.category,
               c.subcategory, c.currency, sum(c.sign * c.amount), sum(c.sign)
        FROM unnest(changed) c
        WHERE c.category IN ('income', 'expenses') AND NOT c.is_recurring
        GROUP BY 1, 2, 3, 4, 5 HAVING (sum(c.sign * c.amount), sum(c.sign)) <> (0, 0)) s;
    IF months IS NOT NULL THEN
        PERFORM app.add_to_months(months);
    END IF;
    SELECT array_agg(s::app.balance_change) INTO balances FROM (
        SELECT c.user_id, c.category, c.subcategory, c.is_liquid, c.currency,
               sum(c.sign * c.balance), sum(c.sign)
        FROM unnest(changed) c WHERE c.category IN ('assets', 'liabilities')
        GROUP BY 1, 2, 3, 4, 5 HAVING (sum(c.sign * c.balance), sum(c.sign)) <> (0, 0)) s;
    IF balances IS NOT NULL THEN
        PERFORM app.add_to_balances(balances);
    END IF;
    SELECT array_agg(s::app.count_change) INTO counts FROM (
        SELECT c.user_id, c.category, sum(c.sign) FROM unnest(changed) c
        GROUP BY 1, 2 HAVING sum(c.sign) <> 0) s;
    IF counts IS NOT NULL THEN
        PERFORM app.add_to_counts(counts);
    END IF;
END $$;
COMMENT ON FUNCTION app.count_entries(app.entry_change[]) IS 'Adds changed entries to the sums.';

-- A balance begins with a valuation, unless its valuations came in the same statement.
CREATE FUNCTION app.begin_balances(added app.entry_change[]) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
    SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    INSERT INTO public.asset_valuations (user_id, entry_id, "on", amount, source)
    SELECT a.user_id, a.id, a.day, a.balance,
           CASE WHEN a.is_imported THEN 'import' ELSE 'manual' END
    FROM unnest(added) a
    WHERE NOT EXISTS (
        SELECT FROM public.asset_valuations v
        WHERE v.user_id = a.user_id AND v.entry_id = a.id);
END $$;
COMMENT ON FUNCTION app.begin_balances(app.entry_change[]) IS 'Makes the first valuations.';

-- An entry that counts elsewhere takes its history with it: valuations to another currency, side
-- or liquidity, occurrences to another kind; both leave and come back with deleted_at.
CREATE FUNCTION app.move_history(moved app.entry_change[]) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
    SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    worth app.worth_change[];
    months app.month_change[];
BEGIN
    SELECT array_agg(s::app.worth_change) INTO worth FROM (
        SELECT m.user_id, m.currency, v."on",
               COALESCE(sum(m.sign * v.change) FILTER (WHERE m.category = 'assets'), 0) AS a,
               COALESCE(sum(m.sign * v.change) FILTER (WHERE m.category = 'liabilities'), 0) AS b,
               COALESCE(sum(m.sign * v.change)
                        FILTER (WHERE m.category = 'assets' AND m.is_liquid), 0) AS c
        FROM unnest(moved) m
        JOIN public.asset_valuations v ON v.user_id = m.user_id AND v.entry_id = m.id
        WHERE m.category IN ('assets', 'liabilities') GROUP BY 1, 2, 3) s
    WHERE (s.a, s.b, s.c) <> (0, 0, 0);
    IF worth IS NOT NULL THEN
        PERFORM app.add_to_worth(worth);
    END IF;
    SELECT array_agg(s::app.month_change) INTO months FROM (
        SELECT m.user_id, date_trunc('month', h."on"::timestamp)::date, m.category,
               m.subcategory, m.currency, sum(m.sign * h.amount), sum(m.sign)
        FROM unnest(moved) m
        JOIN public.finance_occurrences h ON h.user_id = m.user_id AND h.entry_id = m.id
        WHERE m.category IN ('income', 'expenses') AND m.is_recurring
        GROUP BY 1, 2, 3, 4, 5 HAVING (sum(m.sign * h.amount), sum(m.sign)) <> (0, 0)) s;
    IF months IS NOT NULL THEN
        PERFORM app.add_to_months(months);
    END IF;
END $$;
COMMENT ON FUNCTION app.move_history(app.entry_change[])
    IS 'Moves the history of entries that count elsewhere.';
