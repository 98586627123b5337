"""Imports of files, their rows while they are checked, and the mappings that were used."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from finance.models.fields import exact_money, owner
from numoraq.rls.policies import owned_by


class Import(models.Model):
    """One file on its way into a person's entries."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        APPLYING = "applying", _("being imported")
        APPLIED = "applied", _("imported")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = owner()
    file_name = models.TextField(_("file"))
    file_key = models.TextField(db_comment="Where the bytes are: a random name in the storage.")
    file_size = models.BigIntegerField(_("size"), db_comment="Bytes.")
    rows_key = models.TextField(
        blank=True, default="", db_comment="Where the rows are that the check found in order."
    )
    status = models.TextField(_("status"), choices=Status.choices, default=Status.UPLOADED)
    layout = models.JSONField(default=dict, db_comment="Encoding, delimiter, headers, formats.")
    mapping = models.JSONField(default=dict, db_comment="What each column means.")
    rows_total = models.IntegerField(default=0)
    rows_done = models.IntegerField(default=0, db_comment="Entries that were added.")
    rows_bad = models.IntegerField(default=0)
    rows_duplicate = models.IntegerField(default=0)
    summary = models.JSONField(default=dict, db_comment="Sums, months, what was left out.")
    problem = models.JSONField(default=dict, db_comment="Why it failed: a code, its arguments.")
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)
    applied_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        db_table = "finance_imports"
        db_table_comment = "Files imported into entries, and how far they have come."
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["user", "-created_at"], name="imp_user_created")]
        constraints = [
            models.UniqueConstraint(fields=["user", "id"], name="imp_user_id"),
            *owned_by("user", prefix="imp"),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """A row of a checked file that asks for a decision.

    It cannot be read (`problems`), was mended since (`problems` gone), or is there already
    (`is_duplicate`). Rows in order are not here but in the storage, under `rows_key`.
    """

    id = models.BigAutoField(primary_key=True)
    user = owner()
    import_file = models.ForeignKey(
        Import,
        models.DB_CASCADE,
        db_constraint=False,
        db_index=False,
        db_column="import_id",
        related_name="rows",
    )
    line = models.IntegerField(db_comment="Line of the file on which the row begins, from 1.")
    cells = models.JSONField(default=list, db_comment="Of rows not read.")
    problems = models.JSONField(null=True, db_comment="[column, code, arguments] of each bad cell.")
    category = models.TextField(null=True)
    subcategory = models.TextField(null=True)
    name = models.TextField(null=True)
    amount = exact_money(null=True)
    currency = models.TextField(null=True)
    on = models.DateField(null=True)
    description = models.TextField(null=True)
    is_duplicate = models.BooleanField(default=False, db_default=False)
    twin = models.UUIDField(null=True, db_comment="The entry that it seems to be.")
    twin_on = models.DateField(null=True, db_comment="The day of that entry.")
    twin_name = models.TextField(null=True)
    twin_line = models.IntegerField(null=True, db_comment="The same row earlier in the file.")
    likeness = models.SmallIntegerField(null=True, db_comment="Per cent.")
    is_skipped = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "finance_import_rows"
        db_table_comment = "Rows of an import to decide on; gone once it is applied or dropped."
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        indexes = [models.Index(fields=["user", "import_file", "line"], name="improw_line")]
        constraints = owned_by("user", prefix="improw")

    def __str__(self) -> str:
        return f"{self.line} {self.name or ''}"


class ImportMapping(models.Model):
    """What the columns of a kind of file meant the last time, found again by its header."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = owner()
    header_hash = models.TextField(db_comment="SHA-256 of the folded header cells.")
    mapping = models.JSONField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "finance_import_mappings"
        db_table_comment = "Remembered column mappings by header."
        verbose_name = _("column mapping")
        verbose_name_plural = _("column mappings")
        constraints = [
            models.UniqueConstraint(fields=["user", "header_hash"], name="map_user_header"),
            models.CheckConstraint(
                name="map_hash", condition=Q(header_hash__regex=r"^[0-9a-f]{64}$")
            ),
            *owned_by("user", prefix="map"),
        ]
