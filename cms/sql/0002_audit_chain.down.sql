DROP TRIGGER admin_audit_log_keep_all ON admin_audit_log;
DROP TRIGGER admin_audit_log_keep ON admin_audit_log;
DROP TRIGGER admin_audit_log_chain ON admin_audit_log;
DROP FUNCTION app.refuse_audit_change();
DROP FUNCTION app.chain_audit_entry();
DROP TABLE app.audit_head;
