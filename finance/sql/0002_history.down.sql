DROP FUNCTION app.rates_changed();
DROP FUNCTION app.occurrences_changed();
DROP FUNCTION app.count_occurrences(app.history_change[]);
DROP FUNCTION app.valuations_changed();
DROP FUNCTION app.settle_valuations(app.valuation_span[]);
DROP FUNCTION app.count_valuations(app.history_change[]);
DROP TYPE app.valuation_span;
DROP TYPE app.history_change;
