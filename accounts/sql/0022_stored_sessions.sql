-- Django's sessions are found by the hash of their key, which is all that auth_sessions holds of it.
CREATE INDEX django_session_digest ON django_session (encode(sha256(session_key::bytea), 'hex'));
