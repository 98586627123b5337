GRANT INSERT, UPDATE, DELETE ON auth_group, auth_group_permissions TO nq_staff;
