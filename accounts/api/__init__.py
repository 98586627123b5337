"""The REST API of one's own account, under /api/v1/."""
