"""How a payment stands: what is known of it only ever grows, in whatever order it is heard of.

Stripe's events come late, twice and out of order. So a payment's state is three ranks, each of
which rises and never falls: how far paying came, what was paid back, and how a dispute went. The
word that the row carries follows from them. Money that came wins over every sign that none would.

A refund may fail after days, and who lost a dispute may begin another. So before what was paid
back counts how many refunds failed by then, and before how a dispute went, how many there were
before it: what is seen later has the higher count.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


class Status(StrEnum):
    """How a payment stands, in a word. Source: schema document, payment_sessions."""

    PENDING = "pending"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    PROCESSING = "processing"
    FAILED = "failed"
    COMPLETED = "completed"
    PARTIALLY_REFUNDED = "partially_refunded"
    DISPUTED = "disputed"
    REFUNDED = "refunded"


class Way(IntEnum):
    """How far paying came. A delayed method is processing until its bank has answered."""

    PENDING = 0
    EXPIRED = 1
    CANCELLED = 2
    PROCESSING = 3
    FAILED = 4
    PAID = 5


class Refund(IntEnum):
    """How much of the money went back."""

    NONE = 0
    PART = 1
    FULL = 2


class Dispute(IntEnum):
    """How a dispute with the payer's bank went."""

    NONE = 0
    OPEN = 1
    WON = 2
    LOST = 3


@dataclass(frozen=True, slots=True)
class State:
    """What is known of a payment; also what one look at Stripe shows of it."""

    way: Way = Way.PENDING
    refund: Refund = Refund.NONE
    dispute: Dispute = Dispute.NONE
    failed: int = 0  # refunds whose money came back to us
    earlier: int = 0  # disputes before the one that `dispute` tells of

    @property
    def status(self) -> Status:
        """Return the word for it."""
        if self.way is not Way.PAID:
            return Status[self.way.name]
        if self.refund is Refund.FULL or self.dispute is Dispute.LOST:
            return Status.REFUNDED
        if self.dispute is Dispute.OPEN:
            return Status.DISPUTED
        return Status.PARTIALLY_REFUNDED if self.refund else Status.COMPLETED

    @property
    def is_surprise(self) -> bool:
        """Return whether money for this would come although it had been given up."""
        return self.way in {Way.EXPIRED, Way.CANCELLED, Way.FAILED}


def said(state: State, *, is_withheld: bool) -> Promise | None:
    """Return what people are told where the word alone would not be true; None where it is."""
    if state.way is Way.PAID and state.dispute is Dispute.LOST:
        return pgettext_lazy("payment", "Taken back by the bank")
    if is_withheld and state.status in {Status.COMPLETED, Status.PARTIALLY_REFUNDED}:
        return pgettext_lazy("payment", "Paid, being looked at")
    return None


def transition(state: State, observed: State) -> State | None:
    """Return the state after something was observed, None when that says nothing new.

    What speaks of money that went back, or is fought over, says that it had come.
    """
    is_paid = observed.refund or observed.dispute or observed.failed or observed.earlier
    failed, refund = max((state.failed, state.refund), (observed.failed, observed.refund))
    earlier, dispute = max((state.earlier, state.dispute), (observed.earlier, observed.dispute))
    way = max(state.way, Way.PAID if is_paid else observed.way)
    after = State(way, refund, dispute, failed, earlier)
    return None if after == state else after
