"""The mails about payments: one function a message. The reader's language is active."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from accounts.mailing import Action, Message, link
from numoraq.lib import formats
from numoraq.lib.money import Money
from premium.models import Payment, Plan


def receipt(
    *, kind: str, plan: str, amount: str, currency: str, number: str, is_withheld: bool = False
) -> Message:
    """Confirm that a payment arrived; `is_withheld`: nothing is given for it yet."""
    thanks = {
        Payment.Kind.DONATION: _("Thank you for your donation."),
        Payment.Kind.LIFETIME: _("Premium is yours, for good."),
    }
    heading = thanks.get(Payment.Kind(kind), _("Your payment arrived. Thank you."))
    told = _("Here is what you paid. The receipt is with your payments.")
    if is_withheld:
        heading = _("Your payment arrived, and we have to look at it first.")
        told = _(
            "It is not what was ordered, so nothing is given for it yet. Our team looks at it, and"
            " gives you what you paid for, or your money back."
        )
    return Message(
        subject=_("Your payment arrived"),
        heading=heading,
        paragraphs=(told,),
        facts=_facts(kind, plan, amount, currency, number),
        action=_payments(),
    )


def released(*, kind: str, plan: str, amount: str, currency: str, number: str) -> Message:
    """Tell that what was withheld is given."""
    return Message(
        subject=_("What you paid for is yours"),
        heading=_("We have looked at your payment: what you paid for is yours."),
        paragraphs=(_("Thank you for your patience. There is nothing you have to do."),),
        facts=_facts(kind, plan, amount, currency, number),
        action=_payments(),
    )


def payment_failed(*, kind: str, plan: str, amount: str, currency: str, number: str) -> Message:
    """Tell that a payment did not arrive, and nothing was charged."""
    return Message(
        subject=_("A payment did not arrive"),
        heading=_("Your payment did not arrive."),
        paragraphs=(_("The bank did not carry it out. Nothing was charged; you can try again."),),
        facts=_facts(kind, plan, amount, currency, number),
        action=_payments(),
    )


def refunded(
    *, kind: str, plan: str, amount: str, currency: str, number: str, ends: bool = False
) -> Message:
    """Tell how much was paid back; `ends`: and that the subscription ends with it."""
    told = _("The money is on its way to where it came from; banks take some days for it.")
    ended = _("Your subscription ends with it: you are not charged again.")
    return Message(
        subject=_("We paid you back"),
        heading=_("We paid you back."),
        paragraphs=(told, ended) if ends else (told,),
        facts=_facts(kind, plan, amount, currency, number),
        action=_payments(),
    )


def refund_failed(*, kind: str, plan: str, amount: str, currency: str, number: str) -> Message:
    """Tell that money that was to go back did not arrive; `amount` is what we have of theirs."""
    return Message(
        subject=_("Your money could not be paid back"),
        heading=_("The money we sent you back did not arrive."),
        paragraphs=(
            _("Your bank did not take it, so the payment stands, with all it paid for."),
            _("Our team looks into it. Answer this mail if the card or account is closed."),
        ),
        facts=_facts(kind, plan, amount, currency, number),
        action=_payments(),
    )


def disputed(
    *, kind: str, plan: str, amount: str, currency: str, number: str, stops: bool = False
) -> Message:
    """Tell that what was paid for rests while the bank looks at it.

    `stops`: and that the subscription does not renew any more.
    """
    told = [_("Until the bank has decided, what was paid for rests. Nothing is deleted.")]
    if stops:
        told.append(_("Your subscription does not renew by itself any more."))
    told.append(_("If this was a mistake, tell your bank and answer this mail."))
    return Message(
        subject=_("A payment is disputed"),
        heading=_("Your bank told us that a payment is disputed."),
        paragraphs=tuple(told),
        facts=_facts(kind, plan, amount, currency, number),
        action=_payments(),
    )


def dispute_won(*, kind: str, plan: str, amount: str, currency: str, number: str) -> Message:
    """Tell that a dispute is over, and what was paid for counts again."""
    told = [_("What you paid for counts again, as if it had never rested.")]
    if kind == Payment.Kind.SUBSCRIPTION:
        told.append(_("If your subscription is to renew, switch renewing on again."))
    return Message(
        subject=_("The dispute about your payment is over"),
        heading=_("Your bank has decided: the payment stands."),
        paragraphs=tuple(told),
        facts=_facts(kind, plan, amount, currency, number),
        action=_payments(),
    )


def dispute_lost(
    *, kind: str, plan: str, amount: str, currency: str, number: str, ends: bool = False
) -> Message:
    """Tell that the bank took a payment back; `ends`: and that the subscription ends with it."""
    told = _("What it was paid for is taken back with it. Nothing you entered is deleted.")
    ended = _("Your subscription ends with it: you are not charged again.")
    return Message(
        subject=_("The dispute about your payment is over"),
        heading=_("Your bank has decided: it took the payment back for you."),
        paragraphs=(told, ended) if ends else (told,),
        facts=_facts(kind, plan, amount, currency, number),
        action=_payments(),
    )


def renewal_failed(*, plan: str, until: str, timezone: str) -> Message:
    """Tell that a renewal was not paid, and until when premium goes on all the same."""
    return Message(
        subject=_("Your premium could not be renewed"),
        heading=_("The payment for your renewal failed."),
        paragraphs=(
            _("We try again in the next days. Nothing is deleted, whatever comes of it."),
            _("A new card makes it work at once."),
        ),
        facts=(
            (_("Plan"), _plan(plan)),
            (_("Premium goes on until"), _moment(until, timezone)),
        ),
        action=_payments(),
    )


def renewal_coming(*, plan: str, amount: str, currency: str, at: str, timezone: str) -> Message:
    """Tell that a plan renews by itself in some days, and what that will cost."""
    return Message(
        subject=_("Your premium renews soon"),
        heading=_("Your premium renews by itself soon."),
        paragraphs=(_("You need not do anything. To stop it, switch renewing off before then."),),
        facts=(
            (_("Plan"), _plan(plan)),
            (_("Amount"), _money(amount, currency)),
            (_("Renews on"), _moment(at, timezone)),
        ),
        action=_payments(),
    )


def ending(*, until: str, is_trial: bool, timezone: str) -> Message:
    """Tell that premium runs out in some days, and what stays."""
    return Message(
        subject=_("Your trial ends soon") if is_trial else _("Your premium ends soon"),
        heading=_("Your trial ends soon.") if is_trial else _("Your premium ends soon."),
        paragraphs=(
            _("Nothing is deleted and nothing is locked; only the limits return."),
            _("Nothing is charged by itself. Whatever you add goes to the end."),
        ),
        facts=((_("Premium goes on until"), _moment(until, timezone)),),
        action=Action(label=_("See your premium"), url=link(reverse("premium"))),
    )


def subscription_ended(*, plan: str) -> Message:
    """Tell that a subscription is over."""
    return Message(
        subject=_("Your subscription has ended"),
        heading=_("Your subscription has ended."),
        paragraphs=(
            _("Nothing more will be charged. Nothing is deleted and nothing is locked."),
            _("What you paid for or were given beyond it stays yours until it runs out."),
        ),
        facts=((_("Plan"), _plan(plan)),),
        action=_payments(),
    )


def _facts(
    kind: str, plan: str, amount: str, currency: str, number: str
) -> tuple[tuple[str, str], ...]:
    what = _plan(plan) if plan else str(Payment.Kind(kind).label)
    return (
        (_("For"), what),
        (_("Amount"), _money(amount, currency)),
        (_("Number of the payment"), number),
    )


def _payments() -> Action:
    return Action(label=_("See your payments"), url=link(reverse("payments")))


def _plan(code: str) -> str:
    return str(Plan.Code(code).label) if code in Plan.Code.values else code


def _money(amount: str, currency: str) -> str:
    return formats.current().money(Money(Decimal(amount), currency))


def _moment(at: str, timezone: str) -> str:
    with clock.override(ZoneInfo(timezone)):
        when = formats.current().moment(datetime.fromisoformat(at))
    return f"{when} ({timezone})"
