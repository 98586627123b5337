"""The mails about organisations' sign-in."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.mailing import Action, Message, link
from numoraq.lib import formats


def domain_lapsed(*, domain: str, organisation: str) -> Message:
    """Tell an administrator that a domain is proven no longer."""
    names = {"domain": domain, "organisation": organisation}
    return Message(
        subject=_("%(domain)s is no longer proven") % names,
        heading=_("%(domain)s is no longer proven.") % names,
        paragraphs=(
            _("Its TXT record has been missing for a week."),
            _("Nobody with such an address gets in by %(organisation)s until it is back.") % names,
        ),
        note=_("Once the record is published again, check the domain in the CMS."),
    )


def certificate_ends(*, organisation: str, ends_at: str) -> Message:
    """Tell an administrator that sign-in at an organisation stops soon. The time is ISO, UTC."""
    writer = formats.writer(get_language() or settings.LANGUAGE_CODE)
    day = writer.day(datetime.fromisoformat(ends_at).date())
    names = {"organisation": organisation, "day": day}
    return Message(
        subject=_("The certificate of %(organisation)s ends soon") % names,
        heading=_("The certificate of %(organisation)s ends soon.") % names,
        paragraphs=(
            _("It ends on %(day)s. After that nobody gets in by it.") % names,
            _("Ask the organisation for new metadata and enter it in the CMS."),
        ),
    )


def linked(*, organisation: str) -> Message:
    """Tell a person that their organisation signs them in from now on."""
    names = {"organisation": organisation}
    return Message(
        subject=_("You sign in by %(organisation)s now") % names,
        heading=_("You sign in by %(organisation)s now.") % names,
        paragraphs=(
            _("Your address belongs to %(organisation)s, which has just signed you in.") % names,
        ),
        action=Action(label=_("See your security"), url=link(reverse("settings-security"))),
        note=_("It was not you? Tell the people who run your organisation's sign-in."),
    )
