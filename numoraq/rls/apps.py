from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class RowLevelSecurityConfig(AppConfig):
    """Roles, policies and the identity of every statement."""

    name = "numoraq.rls"
    label = "rls"
    verbose_name = "Row level security"

    def ready(self) -> None:
        """Have the key of staff claims written whenever migrations have run."""
        post_migrate.connect(write_claim_key, sender=self)


def write_claim_key(*, using: str, **_kwargs: Any) -> None:
    """Store the pads of the claim key, so that a changed secret key is in force at once."""
    from numoraq.rls import claims

    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('app.claim_key') IS NOT NULL")
        if cursor.fetchone()[0]:  # not when migrated backwards
            cursor.execute(
                "INSERT INTO app.claim_key (inner_pad, outer_pad) VALUES (%s, %s)"
                " ON CONFLICT (only_row) DO UPDATE"
                " SET inner_pad = EXCLUDED.inner_pad, outer_pad = EXCLUDED.outer_pad",
                claims.pads(),
            )
