"""PostgreSQL for Django, with the identity of the caller set in every transaction."""
