DROP INDEX fin_settles;
ALTER TABLE financial_data DROP CONSTRAINT fin_settles_in;
ALTER TABLE financial_data DROP CONSTRAINT fin_import_id;
ALTER TABLE finance_import_rows DROP CONSTRAINT improw_import;
ALTER TABLE finance_occurrences DROP CONSTRAINT occ_entry;
ALTER TABLE asset_valuations DROP CONSTRAINT val_entry;
