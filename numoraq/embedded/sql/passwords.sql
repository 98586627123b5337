-- For psql: gives the logins their passwords from the environment. Comes after roles.sql.
\set ON_ERROR_STOP on
\getenv owner NQ_OWNER_PASSWORD
\getenv web NQ_WEB_PASSWORD
\getenv worker NQ_WORKER_PASSWORD
\getenv backup NQ_BACKUP_PASSWORD
ALTER ROLE nq_owner PASSWORD :'owner';
ALTER ROLE nq_web PASSWORD :'web';
ALTER ROLE nq_worker PASSWORD :'worker';
ALTER ROLE nq_backup PASSWORD :'backup';
