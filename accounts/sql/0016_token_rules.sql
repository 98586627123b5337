-- A refresh token goes with its session, and a family stays within one session of one person.
ALTER TABLE auth_refresh_tokens ADD CONSTRAINT auth_refresh_tokens_session
    FOREIGN KEY (user_id, session_id) REFERENCES auth_sessions (user_id, id) ON DELETE CASCADE;
ALTER TABLE auth_refresh_tokens ADD CONSTRAINT auth_refresh_tokens_parent
    FOREIGN KEY (user_id, session_id, parent_id)
    REFERENCES auth_refresh_tokens (user_id, session_id, id) ON DELETE SET NULL (parent_id);
CREATE INDEX auth_refresh_tokens_children ON auth_refresh_tokens (user_id, session_id, parent_id)
    WHERE parent_id IS NOT NULL;
ALTER TABLE auth_refresh_tokens ADD CONSTRAINT auth_refresh_tokens_hash_length
    CHECK (octet_length(token_hash) = 32);
-- What was exchanged is not good any more.
ALTER TABLE auth_refresh_tokens ADD CONSTRAINT auth_refresh_tokens_used_is_revoked
    CHECK (used_at IS NULL OR revoked);
