"""The REST API of a person's money, under /api/v1/."""
