"""The REST API of rewards: /api/v1/points/."""
