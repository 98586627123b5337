from django.apps import AppConfig


class BenchConfig(AppConfig):
    """Budgets of speed, and the cases that keep them."""

    name = "numoraq.bench"
    label = "bench"
