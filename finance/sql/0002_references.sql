-- References between owned tables carry the person, so that they cannot cross to another's row:
-- a plain foreign key would be checked without regard to row level security.
ALTER TABLE asset_valuations ADD CONSTRAINT val_entry
    FOREIGN KEY (user_id, entry_id) REFERENCES financial_data (user_id, id) ON DELETE CASCADE;
ALTER TABLE finance_occurrences ADD CONSTRAINT occ_entry
    FOREIGN KEY (user_id, entry_id) REFERENCES financial_data (user_id, id) ON DELETE CASCADE;
ALTER TABLE finance_import_rows ADD CONSTRAINT improw_import
    FOREIGN KEY (user_id, import_id) REFERENCES finance_imports (user_id, id) ON DELETE CASCADE;
ALTER TABLE financial_data ADD CONSTRAINT fin_import_id
    FOREIGN KEY (user_id, import_id) REFERENCES finance_imports (user_id, id)
    ON DELETE SET NULL (import_id);
ALTER TABLE financial_data ADD CONSTRAINT fin_settles_in
    FOREIGN KEY (user_id, settles_in) REFERENCES financial_data (user_id, id)
    ON DELETE SET NULL (settles_in);
-- What the last one looks up when a balance is deleted for good.
CREATE INDEX fin_settles ON financial_data (user_id, settles_in) WHERE settles_in IS NOT NULL;
