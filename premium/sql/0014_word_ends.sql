-- A word can be guessed, so it has an end. One that had none ends in a month.
ALTER TABLE premium_codes NO FORCE ROW LEVEL SECURITY;
UPDATE premium_codes SET expires_at = now() + interval '31 days'
WHERE is_word AND expires_at IS NULL;
ALTER TABLE premium_codes FORCE ROW LEVEL SECURITY;
