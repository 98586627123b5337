"""Why somebody cannot be given what they asked for, as nouns."""


class ExportUnderWay(Exception):
    """An archive is being written for the person already."""


class ExportLimit(Exception):
    """The person asked for as many archives within a day as one may."""


class StaffStay(Exception):
    """Whoever runs the site is first relieved of it, so that somebody always does."""


class AccountGone(Exception):
    """The account was deleted meanwhile."""
