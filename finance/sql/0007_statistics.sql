-- One import can hold more rows of a person than everybody else has: the planner hears of them
-- after a hundredth of the table has changed, not after a tenth.
ALTER TABLE financial_data SET
    (autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 500);
ALTER TABLE asset_valuations SET
    (autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 500);
