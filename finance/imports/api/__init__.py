"""The REST API of imports, under /api/v1/imports/."""
