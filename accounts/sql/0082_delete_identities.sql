-- Whoever has an account elsewhere can be deleted: Django clears the tokens of it first, and there
-- are none. Still nobody may put one there.
CREATE POLICY socialtoken_service_read ON socialaccount_socialtoken FOR SELECT TO nq_service
    USING (true);
CREATE POLICY socialtoken_service_delete ON socialaccount_socialtoken FOR DELETE TO nq_service
    USING (true);
GRANT SELECT, DELETE ON socialaccount_socialtoken TO nq_service;
