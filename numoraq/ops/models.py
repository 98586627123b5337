"""Jobs the broker could not take."""

import uuid

from django.db import models
from django.utils import timezone

from numoraq.lib.crypto import EncryptedTextField
from numoraq.rls.policies import LOGIN, SERVICE, STAFF, USER, EnableRLS, Policy, StaffClaim


class UnsentJob(models.Model):
    """A job that waits for the broker to come back.

    Sealed: its arguments may hold a code or a link from a mail, and the worker must be able to
    tell a job that the app wrote from one that injected SQL wrote. The key is made here, so that
    roles which may add a row need no right to read one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = EncryptedTextField(db_comment="Encrypted JSON: task, kwargs, countdown (seconds).")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        db_table = "jobs_outbox"
        db_table_comment = "Jobs that could not be sent, until they are."
        indexes = [models.Index(fields=["created_at"], name="jobs_outbox_created")]
        constraints = [
            EnableRLS(name="jobs_outbox_rls"),
            Policy(name="jobs_outbox_add", roles=[USER, LOGIN], command="INSERT", check=True),
            Policy(
                name="jobs_outbox_staff_add", roles=[STAFF], command="INSERT", check=StaffClaim()
            ),
            Policy(name="jobs_outbox_service", roles=[SERVICE], using=True),
        ]

    def __str__(self) -> str:
        return str(self.pk)
