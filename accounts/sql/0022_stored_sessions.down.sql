DROP INDEX django_session_digest;
