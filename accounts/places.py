"""Where a request came from, for people: no more than the address itself says."""

from ipaddress import ip_address

from django.utils.translation import gettext as _


def name(ip: str | None) -> str:
    """Return an address, and whether it is of this network; nothing when it is not known."""
    if not ip:
        return ""
    address = ip_address(ip)
    is_near = address.is_private or address.is_loopback or address.is_link_local
    return _("%(ip)s, this network") % {"ip": ip} if is_near else ip
