"""What the calls to each provider of outside data came to."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from numoraq.rls.policies import EnableRLS, overseen


class WrapperStat(models.Model):
    """Sums over all calls to one provider. Source: schema document, wrappers_fdw_stats.

    Rows are records of a provider's answers: `rows_in` those read, `rows_out` those handed on to
    whoever asked, who may have some of them already.
    """

    class Breaker(models.TextChoices):
        CLOSED = "closed", _("calls are made")
        OPEN = "open", _("no calls after failures")
        HALF_OPEN = "half_open", _("one call is tried")

    fdw_name = models.TextField(_("provider"), primary_key=True)
    create_times = models.BigIntegerField(_("uses"), default=0, db_default=0)
    rows_in = models.BigIntegerField(_("rows read"), default=0, db_default=0)
    rows_out = models.BigIntegerField(_("rows handed on"), default=0, db_default=0)
    bytes_in = models.BigIntegerField(_("bytes received"), default=0, db_default=0)
    bytes_out = models.BigIntegerField(_("bytes sent"), default=0, db_default=0)
    metadata = models.JSONField(
        _("details"),
        default=dict,
        db_default=models.Value({}, output_field=models.JSONField()),
    )
    calls = models.BigIntegerField(_("calls"), default=0, db_default=0)
    errors = models.BigIntegerField(_("errors"), default=0, db_default=0)
    rate_limited = models.BigIntegerField(_("refused as too many"), default=0, db_default=0)
    cache_hits = models.BigIntegerField(_("answered from the cache"), default=0, db_default=0)
    latency_ms_sum = models.BigIntegerField(_("time of all calls, ms"), default=0, db_default=0)
    latency_ms_max = models.BigIntegerField(_("longest call, ms"), default=0, db_default=0)
    last_ok_at = models.DateTimeField(_("last success"), null=True)
    last_error_at = models.DateTimeField(_("last failure"), null=True)
    last_error = models.TextField(_("last problem"), default="", db_default="")
    breaker_state = models.TextField(
        _("breaker"), choices=Breaker.choices, default=Breaker.CLOSED, db_default=Breaker.CLOSED
    )
    failures_in_row = models.IntegerField(_("failures in a row"), default=0, db_default=0)
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)
    updated_at = models.DateTimeField(_("updated at"), db_default=Now(), editable=False)

    class Meta:
        db_table = "wrappers_fdw_stats"
        db_table_comment = "Calls to providers of outside data: counts, sizes, times, failures."
        verbose_name = _("outside data")
        verbose_name_plural = _("outside data")
        constraints = [
            models.CheckConstraint(
                name="wrap_breaker",
                condition=Q(breaker_state__in=["closed", "open", "half_open"]),
            ),
            EnableRLS(name="wrap_rls"),
            *overseen(prefix="wrap"),
        ]

    def __str__(self) -> str:
        return self.fdw_name
