"""Somebody with a salary who saves for a flat."""

from django.utils.translation import gettext_lazy as _

from finance.demo.calendar import Monthly, Weekly, Yearly
from finance.demo.flows import Event, Habit, Interest, Repayment, Standing
from finance.demo.paths import Path
from finance.demo.plan import Account, Appraised, Holding, Loan, Plan
from finance.demo.transfers import Buy, Grant, Sweep, TopUp

SHARES = Path(
    ((0, 88), (0.16, 101), (0.24, 84), (0.5, 104), (0.78, 128), (0.83, 116), (1, 141)), 0.010
)
PENSION = Path(((0, 18.2), (0.2, 17.4), (0.6, 19.9), (1, 23.4)), 0.004)
OLD_PENSION = Path(((0, 14.1), (0.2, 13.2), (0.6, 14.8), (1, 17.2)), 0.004)

ACCOUNTS = (
    Account("current", _("Current account"), "bank", "EUR", "3450.00"),
    Account("flat", _("Savings for the flat"), "bank", "EUR", "9400.00"),
    Account("travel", _("Cash left from Argentina"), "cash", "ARS", "184000.00"),
)
HOLDINGS = (
    Holding("world", _("World index fund"), "fund", "USD", "68", SHARES),
    Holding("pension", _("Company pension"), "pension", "EUR", "410", PENSION, False, False),
    Holding(
        "old-pension",
        _("Pension of an earlier job"),
        "pension",
        "GBP",
        "300",
        OLD_PENSION,
        is_liquid=False,
        shows_units=False,
    ),
)
CAR = Appraised(
    "car",
    _("Car"),
    "vehicle",
    "EUR",
    ((60, 16800), (48, 14300), (37, 12400), (25, 10900), (13, 9600), (2, 8700)),
)
LOANS = (
    Loan("car-loan", _("Car loan"), "loan", "EUR", "14200.00"),
    Loan("study-loan", _("Student loan"), "loan", "EUR", "9300.00"),
)

PAY = (
    Standing("salary", _("Salary"), "salary", Monthly(4), "3580.00", 0.034, category="income"),
    Event("bonus", _("Bonus"), "salary", Yearly(3, 4), "3100.00", 0.03, 0.2, "income"),
    Event("tax-back", _("Tax refund"), "refund", Yearly(7, 9), "690.00", 0.02, 0.3, "income"),
    Interest("interest", _("Interest on savings"), "flat", Monthly(28), "2.1"),
    Habit("sold", (_("Sold online"),), "sale", 0.012, 20, 160, "income"),
)
CAR_RATE = Standing("car-rate", _("Car loan payment"), "debt", Monthly(15), "238.00")
STUDY_RATE = Standing("study-rate", _("Student loan payment"), "debt", Monthly(20), "120.00")
BILLS = (
    Standing("rent", _("Rent"), "housing", Monthly(1), "1080.00", 0.022),
    Standing("bus", _("Public transport pass"), "transport", Monthly(2), "63.00"),
    Standing("gym", _("Gym"), "health", Monthly(3), "34.90"),
    Standing("energy", _("Electricity and heating"), "utilities", Monthly(5), "104.00", 0.03, 0.2),
    Standing("internet", _("Internet and phone"), "utilities", Monthly(8), "44.90"),
    Standing("streaming", _("Streaming"), "subscriptions", Monthly(14), "17.99"),
    Standing("food", _("Groceries"), "food", Weekly(5), "96.00", 0.035, 0.3),
    Standing("contents", _("Household insurance"), "insurance", Yearly(2, 10), "186.00"),
    Standing("car-insurance", _("Car insurance"), "insurance", Yearly(12, 14), "612.00"),
    Repayment(CAR_RATE, "car-loan", "4.10"),
    Repayment(STUDY_RATE, "study-loan", "1.50"),
)
MEALS = (_("Dinner out"), _("Lunch"), _("Coffee and cake"), _("Bakery"))
SHOPS = (_("Clothes"), _("Shoes"), _("Things for the home"))
FUN = (_("Cinema"), _("Concert tickets"), _("Books"), _("Present"))
LIFE = (
    Habit("out", MEALS, "food", 0.2, 6, 46),
    Habit("fuel", (_("Petrol station"),), "transport", 0.06, 38, 68),
    Habit("health", (_("Pharmacy"), _("Dentist"), _("Optician")), "health", 0.03, 8, 90),
    Habit("shop", SHOPS, "shopping", 0.045, 22, 150),
    Habit("fun", FUN, "leisure", 0.07, 9, 75),
    Habit("weekend", (_("Weekend trip"),), "travel", 0.009, 120, 340),
    Event(
        "summer", _("Summer holiday"), "travel", Yearly(8, 3), "1850.00", 0.02, 0.2, account="flat"
    ),
    Event("christmas", _("Christmas"), "shopping", Yearly(12, 18), "410.00", 0.02, 0.2),
    Event("service", _("Car service"), "transport", Yearly(10, 12), "365.00", 0.03, 0.3),
)
SAVING = (
    TopUp("flat", "current", Monthly(28), least="1420.00"),
    TopUp("flat", "current", Weekly(4), least="420.00"),
    Buy("current", "world", Monthly(6), "320.00"),
    Grant("pension", Monthly(28), "145.00"),
    Sweep("current", "flat", Monthly(6), keep="3080.00"),
)

PLAN = Plan(ACCOUNTS, HOLDINGS, (CAR,), LOANS, (*PAY, *BILLS, *LIFE, *SAVING))
