DROP FUNCTION app.rates_changed();
DROP FUNCTION app.occurrences_changed();
DROP FUNCTION app.settle_valuations(app.valuation_span[]);
DROP FUNCTION app.valuations_changed();
DROP TYPE app.valuation_span;
