-- What a role of staff may do is data of a release, written by migrations alone. These tables have
-- no rows of people and so no policies: whoever could write there as staff needed no claim.
REVOKE INSERT, UPDATE, DELETE ON auth_group, auth_group_permissions FROM nq_staff;
