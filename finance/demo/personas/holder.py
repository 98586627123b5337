"""Somebody who bought coins early, works part-time, and is close to needing no work at all."""

from django.utils.translation import gettext_lazy as _

from finance.demo.calendar import Monthly, Weekly, Yearly
from finance.demo.flows import Event, Habit, Interest, Repayment, Standing
from finance.demo.paths import Path
from finance.demo.plan import Account, Appraised, Holding, Loan, Plan
from finance.demo.transfers import Buy, Grant, Sweep, TopUp

BITCOIN = Path(
    (
        (0, 57000),
        (0.06, 62000),
        (0.23, 19800),
        (0.42, 29500),
        (0.55, 66000),
        (0.66, 58000),
        (0.77, 99000),
        (0.84, 84000),
        (0.92, 118000),
        (1, 104500),
    ),
    0.027,
)
ETHER = Path(
    (
        (0, 4300),
        (0.13, 2900),
        (0.23, 1250),
        (0.5, 1900),
        (0.57, 3600),
        (0.7, 2500),
        (0.83, 2100),
        (0.93, 4400),
        (1, 3720),
    ),
    0.033,
)
SHARES = Path(
    ((0, 84), (0.14, 92), (0.25, 80), (0.5, 97), (0.79, 118), (0.84, 107), (1, 129)), 0.010
)
BONDS = Path(((0, 102), (0.2, 88), (0.5, 84), (1, 93)), 0.004)

ACCOUNTS = (
    Account("current", _("Current account"), "bank", "GBP", "2400.00"),
    Account("savings", _("Easy-access savings"), "bank", "GBP", "14200.00"),
    Account("euros", _("Euro account"), "bank", "EUR", "7600.00"),
    Account(
        "deposit", _("Deposit for a house in Marrakesh"), "receivable", "MAD", "24000.00", False
    ),
)
HOLDINGS = (
    Holding("bitcoin", _("Bitcoin, cold wallet"), "crypto", "USD", "2.4", BITCOIN),
    Holding("ether", _("Ether, staked"), "crypto", "USD", "21.5", ETHER),
    Holding("shares", _("World index fund"), "fund", "GBP", "1180", SHARES),
    Holding("bonds", _("Government bond fund"), "fund", "GBP", "340", BONDS),
)
FLAT = Appraised(
    "flat",
    _("Flat on the third floor"),
    "real_estate",
    "GBP",
    ((60, 214000), (47, 226000), (34, 221000), (20, 233000), (8, 241000)),
)
LOANS = (Loan("mortgage", _("Mortgage on the flat"), "mortgage", "GBP", "88600.00"),)

PAY = (
    Standing(
        "salary", _("Part-time salary"), "salary", Monthly(3), "2240.00", 0.03, category="income"
    ),
    Event(
        "dividend-1", _("Dividends"), "dividends", Yearly(3, 18), "840.00", 0.08, category="income"
    ),
    Event(
        "dividend-2", _("Dividends"), "dividends", Yearly(6, 18), "1010.00", 0.08, category="income"
    ),
    Event(
        "dividend-3", _("Dividends"), "dividends", Yearly(9, 18), "870.00", 0.08, category="income"
    ),
    Event(
        "dividend-4", _("Dividends"), "dividends", Yearly(12, 18), "960.00", 0.08, category="income"
    ),
    Interest("interest", _("Interest on savings"), "savings", Monthly(28), "3.6"),
    Habit(
        "consulting", (_("A day of consulting"),), "freelance", 0.02, 350, 900, "income", "euros"
    ),
)
RATE = Standing("mortgage-rate", _("Mortgage payment"), "housing", Monthly(1), "742.00")
BILLS = (
    Repayment(RATE, "mortgage", "2.40"),
    Standing("council", _("Council tax"), "tax", Monthly(4), "148.00", 0.045),
    Standing("energy", _("Electricity and gas"), "utilities", Monthly(6), "112.00", 0.04, 0.25),
    Standing("water", _("Water"), "utilities", Monthly(11), "38.50"),
    Standing("internet", _("Internet and phone"), "utilities", Monthly(14), "47.00"),
    Standing("gym", _("Climbing hall"), "health", Monthly(16), "52.00"),
    Standing("node", _("Node hosting"), "subscriptions", Monthly(19), "24.00", account="euros"),
    Standing("food", _("Groceries"), "food", Weekly(4), "74.00", 0.04, 0.28),
    Standing("house-insurance", _("Home insurance"), "insurance", Yearly(12, 8), "294.00"),
)
MEALS = (_("Dinner out"), _("Pub"), _("Lunch"), _("Bakery"))
ON_THE_WAY = (_("Train tickets"), _("Bicycle repair"), _("Taxi"))
FUN = (_("Books"), _("Present"), _("Climbing gear"), _("Concert tickets"))
LIFE = (
    Habit("out", MEALS, "food", 0.16, 5, 42),
    Habit("train", ON_THE_WAY, "transport", 0.06, 8, 78),
    Habit("fun", FUN, "leisure", 0.06, 9, 95),
    Habit("home", (_("Repairs"), _("Things for the home")), "housing", 0.02, 25, 240),
    Event(
        "winter",
        _("Winter in the south"),
        "travel",
        Yearly(1, 20),
        "1900.00",
        0.03,
        account="euros",
    ),
    Event(
        "walks", _("Walking holiday"), "travel", Yearly(8, 12), "940.00", 0.03, account="savings"
    ),
    Event(
        "gains", _("Tax on gains"), "tax", Yearly(1, 29), "1240.00", 0.05, 0.4, account="savings"
    ),
)
SAVING = (
    TopUp("savings", "current", Weekly(4), least="300.00"),
    Grant("ether", Monthly(9), "190.00"),
    Sweep("current", "savings", Monthly(5), keep="2000.00"),
    Buy("savings", "shares", Yearly(4, 8), "4000.00"),
)

PLAN = Plan(ACCOUNTS, HOLDINGS, (FLAT,), LOANS, (*PAY, *BILLS, *LIFE, *SAVING))
