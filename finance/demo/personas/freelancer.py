"""Somebody who lives in euros and is paid in dollars, with a flat, a mortgage and a child."""

from django.utils.translation import gettext_lazy as _

from finance.demo.calendar import Monthly, Weekly, Yearly
from finance.demo.flows import Event, Habit, Interest, Repayment, Standing
from finance.demo.paths import Path
from finance.demo.plan import Account, Appraised, Holding, Loan, Plan
from finance.demo.transfers import Buy, Sweep, TopUp, Transfer

SHARES = Path(
    ((0, 96), (0.15, 108), (0.25, 89), (0.52, 113), (0.8, 137), (0.86, 125), (1, 152)), 0.011
)
COIN = Path(
    (
        (0, 49000),
        (0.22, 19500),
        (0.45, 31000),
        (0.6, 58000),
        (0.78, 51000),
        (0.9, 88000),
        (1, 81500),
    ),
    0.026,
)
PENSION = Path(((0, 15.1), (0.25, 14.2), (0.6, 16.1), (1, 18.9)), 0.004)

ACCOUNTS = (
    Account("current", _("Current account"), "bank", "EUR", "3300.00"),
    Account("dollars", _("Dollar account"), "bank", "USD", "6200.00"),
    Account("tax", _("Put aside for taxes"), "bank", "EUR", "9600.00"),
    Account("reserve", _("Family reserve"), "bank", "BRL", "36000.00"),
)
HOLDINGS = (
    Holding("world", _("World index fund"), "fund", "USD", "210", SHARES),
    Holding("coin", _("Bitcoin, small wallet"), "crypto", "EUR", "0.31", COIN),
    Holding("pension", _("Private pension"), "pension", "EUR", "980", PENSION, False, False),
)
FLAT = Appraised(
    "flat",
    _("Flat with two bedrooms"),
    "real_estate",
    "EUR",
    ((60, 241000), (46, 252000), (33, 263000), (19, 284000), (7, 298000)),
)
LAND = Appraised(
    "land",
    _("Inherited land near Benguela"),
    "real_estate",
    "AOA",
    ((60, 46500000), (20, 48500000)),
)
LOANS = (Loan("mortgage", _("Mortgage on the flat"), "mortgage", "EUR", "189400.00"),)

RETAINER = Standing(
    "retainer",
    _("Monthly retainer"),
    "freelance",
    Monthly(10),
    "3100.00",
    growth=0.05,
    category="income",
    account="dollars",
)
INVOICES = Habit(
    "invoice",
    (_("Invoice paid"), _("Project, last part"), _("Workshop abroad")),
    "freelance",
    0.042,
    500,
    2900,
    category="income",
    account="dollars",
)
PAY = (
    RETAINER,
    INVOICES,
    Standing("lessons", _("Teaching"), "salary", Monthly(7), "980.00", 0.02, category="income"),
    Standing("room", _("Rent for the garage"), "rent", Monthly(2), "140.00", category="income"),
    Interest("interest", _("Interest on the reserve"), "reserve", Monthly(28), "9.6"),
)
RATE = Standing("mortgage-rate", _("Mortgage payment"), "housing", Monthly(8), "862.40")
BILLS = (
    Standing("coworking", _("Desk in a shared office"), "work", Monthly(1), "165.00"),
    Standing("energy", _("Electricity and gas"), "utilities", Monthly(5), "118.00", spread=0.25),
    Repayment(RATE, "mortgage", "2.95"),
    Standing("kindergarten", _("Kindergarten"), "children", Monthly(9), "410.00", 0.03),
    Standing("health", _("Health insurance"), "insurance", Monthly(12), "142.00", 0.04),
    Standing("social", _("Social security"), "tax", Monthly(15), "314.00", 0.02),
    Standing("software", _("Software"), "work", Monthly(18), "84.00", 0.05, account="dollars"),
    Standing("books", _("Accountant"), "work", Monthly(20), "95.00"),
    Standing("internet", _("Internet and phones"), "utilities", Monthly(28), "62.90"),
    Standing("food", _("Groceries"), "food", Weekly(1), "118.00", 0.03, 0.3),
    Standing("house-insurance", _("Home insurance"), "insurance", Yearly(12, 12), "389.60"),
)
MEALS = (_("Dinner out"), _("Lunch with a client"), _("Bakery"), _("Ice cream"))
CHILD = (_("Shoes for the child"), _("Toys"), _("School trip"), _("Swimming course"))
FUN = (_("Concert tickets"), _("Books"), _("Present"), _("Museum"))
LIFE = (
    Habit("out", MEALS, "food", 0.18, 6, 52),
    Habit("child", CHILD, "children", 0.05, 14, 120),
    Habit("train", (_("Train tickets"), _("Taxi"), _("Car rental")), "transport", 0.07, 9, 88),
    Habit("home", (_("Repairs"), _("Furniture"), _("Garden")), "housing", 0.025, 30, 320),
    Habit("fun", FUN, "leisure", 0.06, 9, 70),
    Event("income-tax", _("Income tax"), "tax", Yearly(8, 31), "6600.00", 0.07, account="tax"),
    Event("flights", _("Family visit"), "travel", Yearly(7, 4), "2450.00", 0.05, account="tax"),
    Event("kit", _("Equipment"), "work", Yearly(11, 24), "1250.00", spread=0.4, account="dollars"),
)
SAVING = (
    TopUp("dollars", "current", Weekly(4), least="600.00"),
    Sweep("dollars", "current", Monthly(13), keep="4200.00"),
    Transfer("current", "tax", Monthly(14), "520.00"),
    Buy("current", "world", Monthly(16), "450.00"),
    Sweep("current", "tax", Monthly(17), keep="2500.00"),
    Buy("tax", "world", Yearly(9, 15), "4000.00"),
    Buy("tax", "pension", Yearly(12, 20), "2500.00"),
)

PLAN = Plan(ACCOUNTS, HOLDINGS, (FLAT, LAND), LOANS, (*PAY, *BILLS, *LIFE, *SAVING))
