"""What keeps Stripe, or us, from doing what was asked."""

from django.utils.translation import gettext as _


class Trouble(Exception):
    """Stripe did not do what was asked. As text it is a sentence for people; `cause` is for logs.

    `is_temporary`: it may go well later. `is_missing`: what was asked for is not there. `is_busy`:
    it is not Stripe, but a row that somebody else is writing; also temporary.
    """

    def __init__(
        self,
        cause: str,
        *,
        is_temporary: bool = False,
        is_missing: bool = False,
        is_busy: bool = False,
    ) -> None:
        super().__init__(cause)
        self.cause = cause
        self.is_temporary = is_temporary or is_busy
        self.is_missing = is_missing
        self.is_busy = is_busy

    @property
    def is_away(self) -> bool:
        """Return whether Stripe does not answer, and would not about anything else either."""
        return self.is_temporary and not self.is_busy

    def __str__(self) -> str:
        if self.is_busy:
            return _("It is being changed at this moment. Nothing was done; try again soon.")
        if self.is_temporary:
            return _("The payment service does not answer. Nothing was charged; try again soon.")
        return _("The payment service refused this. Nothing was charged.")
