ALTER TABLE asset_valuations RESET
    (autovacuum_analyze_scale_factor, autovacuum_analyze_threshold);
ALTER TABLE financial_data RESET
    (autovacuum_analyze_scale_factor, autovacuum_analyze_threshold);
