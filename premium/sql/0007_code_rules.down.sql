DROP TRIGGER premium_code_redemptions_keep ON premium_code_redemptions;
DROP FUNCTION app.keep_redemption();
DROP TRIGGER premium_codes_keep ON premium_codes;
DROP FUNCTION app.keep_code();
