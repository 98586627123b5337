REVOKE SELECT, DELETE ON socialaccount_socialtoken FROM nq_service;
DROP POLICY socialtoken_service_delete ON socialaccount_socialtoken;
DROP POLICY socialtoken_service_read ON socialaccount_socialtoken;
