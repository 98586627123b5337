-- Undoes 0004_rates_version.sql.
DROP TRIGGER count_insert ON fx_rates;
DROP TRIGGER count_update ON fx_rates;
DROP TRIGGER count_delete ON fx_rates;
DROP FUNCTION app.published_rates_changed();
