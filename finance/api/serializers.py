"""What the API takes and gives, field by field."""

from typing import Any

from rest_framework import serializers

from accounts.api.strict import Strict
from finance.api.base import (
    AmountField,
    CurrencyField,
    DayField,
    MoneySerializer,
    text_of,
    text_of_rate,
)
from finance.models import Entry, ManualRate, Valuation
from finance.selectors.entries import Row
from finance.selectors.rates import Conversion, Rate
from numoraq.lib.money import plain


class EntryInput(Strict):
    """An entry as it is sent. On a balance, amount and date are its value on that day."""

    category = serializers.ChoiceField(Entry.Category.choices)
    name = serializers.CharField(max_length=200)
    amount = AmountField()
    currency = CurrencyField()
    date = serializers.DateField()
    subcategory = serializers.CharField(required=False, allow_blank=True, max_length=60)
    description = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    is_liquid = serializers.BooleanField(required=False, allow_null=True)
    quantity = serializers.DecimalField(
        required=False, allow_null=True, max_digits=38, decimal_places=18
    )
    recurring_frequency = serializers.ChoiceField(
        Entry.Frequency.choices, required=False, allow_null=True
    )
    recurring_interval = serializers.IntegerField(required=False, min_value=1, max_value=366)
    recurring_ends_on = serializers.DateField(required=False, allow_null=True)
    settles_in = serializers.UUIDField(required=False, allow_null=True)
    wallet_address = serializers.CharField(required=False, allow_null=True, max_length=200)
    blockchain = serializers.CharField(required=False, allow_null=True, max_length=60)


class PageQuery(Strict):
    """How many at a time, and after which."""

    cursor = serializers.CharField(required=False, help_text="`next` of the page before.")
    size = serializers.IntegerField(required=False, min_value=1, max_value=200, default=50)


class EntryQuery(PageQuery):
    """Which entries, in which currency, and how many at a time."""

    category = serializers.ChoiceField(Entry.Category.choices, required=False)
    subcategory = serializers.CharField(required=False)
    is_liquid = serializers.BooleanField(required=False, allow_null=True, default=None)
    recurring = serializers.BooleanField(required=False, allow_null=True, default=None)
    search = serializers.CharField(required=False, help_text="Words in name or note.")
    currency = CurrencyField(required=False, help_text="For `converted`; else the profile's.")


class ConversionOutput(serializers.Serializer[Conversion]):
    """An amount in another currency, with the rate and its day."""

    amount = serializers.SerializerMethodField()
    currency = serializers.CharField(source="money.currency")
    rate = serializers.SerializerMethodField(help_text="Units of it for one of the original.")
    on = serializers.DateField(allow_null=True)
    source = serializers.CharField(  # type: ignore[assignment]
        help_text="ecb, crypto, manual, or base for no conversion."
    )

    def get_amount(self, conversion: Conversion) -> str:
        """Return the amount in the decimals of its currency."""
        return text_of(conversion.money)

    def get_rate(self, conversion: Conversion) -> str:
        """Return the rate."""
        return text_of_rate(conversion.rate)


class EntryOutput(serializers.ModelSerializer[Entry]):
    """An entry, and what it is worth in the currency that was asked for."""

    amount = serializers.SerializerMethodField()

    class Meta:
        model = Entry
        fields = (
            "id",
            "category",
            "subcategory",
            "name",
            "amount",
            "currency",
            "date",
            "description",
            "is_liquid",
            "quantity",
            "is_recurring",
            "recurring_frequency",
            "recurring_interval",
            "recurring_ends_on",
            "next_due_on",
            "settles_in",
            "wallet_address",
            "blockchain",
            "created_at",
            "updated_at",
        )

    def get_amount(self, entry: Entry) -> str:
        """Return the exact amount: the latest value of a balance."""
        return text_of(entry.money)


class RowOutput(serializers.Serializer[Row]):
    """An entry of a list; without a rate it is not converted."""

    entry = EntryOutput()
    converted = ConversionOutput(source="conversion", allow_null=True)


class PageOutput(serializers.Serializer[Any]):
    """Some entries, newest first, and the cursor of the next ones."""

    results = RowOutput(source="rows", many=True)
    next = serializers.CharField(allow_null=True)


class ValuationInput(Strict):
    """What a balance was worth on a day, in its own currency."""

    on = serializers.DateField()
    amount = AmountField()


class ValuationOutput(serializers.ModelSerializer[Valuation]):
    """A value of a balance, and how much more it was than the one before."""

    amount = serializers.SerializerMethodField()
    change = serializers.SerializerMethodField()

    class Meta:
        model = Valuation
        fields = ("id", "on", "amount", "change", "source", "created_at")

    def get_amount(self, valuation: Valuation) -> str:
        """Return the amount without superfluous noughts."""
        return plain(valuation.amount)

    def get_change(self, valuation: Valuation) -> str:
        """Return the change without superfluous noughts."""
        return plain(valuation.change)


class ValuationPageOutput(serializers.Serializer[Any]):
    """Some values, newest first, and the cursor of the next ones."""

    results = ValuationOutput(source="rows", many=True)
    next = serializers.CharField(allow_null=True)


class RateQuery(Strict):
    """Which rates, and on which day."""

    on = DayField(required=False, help_text="Today unless given.")
    currencies = serializers.CharField(required=False, help_text="Codes with commas between.")


class RateOutput(serializers.Serializer[Any]):
    """Units of a currency for one euro; the last published up to the day, or one's own."""

    currency = serializers.CharField()
    per_eur = serializers.SerializerMethodField()
    on = serializers.DateField()
    source = serializers.CharField()  # type: ignore[assignment]

    def get_per_eur(self, rate: Rate) -> str:
        """Return the rate."""
        return text_of_rate(rate.per_eur)


class OwnRateInput(Strict):
    """What one unit of a currency is worth to the person, from a day on."""

    currency = serializers.RegexField(r"^[A-Z0-9]{3,10}$")
    on = serializers.DateField()
    worth = serializers.DecimalField(max_digits=37, decimal_places=20)
    worth_currency = CurrencyField()


class OwnRateOutput(serializers.ModelSerializer[ManualRate]):
    """A person's own rate."""

    per_eur = serializers.SerializerMethodField()

    class Meta:
        model = ManualRate
        fields = ("id", "currency", "on", "per_eur")

    def get_per_eur(self, rate: ManualRate) -> str:
        """Return the rate."""
        return text_of_rate(rate.per_eur)


class OwnRatePageOutput(serializers.Serializer[Any]):
    """Some own rates, newest first, and the cursor of the next ones."""

    results = OwnRateOutput(source="rows", many=True)
    next = serializers.CharField(allow_null=True)


class WorthQuery(Strict):
    """Which days, in which currency."""

    currency = CurrencyField(required=False)
    start = DayField(required=False, help_text="A year ago unless given.")
    end = DayField(required=False, help_text="Today unless given.")
    points = serializers.IntegerField(required=False, min_value=2, max_value=400, default=61)


class PointOutput(serializers.Serializer[Any]):
    """Net worth on a day."""

    on = serializers.DateField()
    total = serializers.CharField()
    assets = serializers.CharField()
    liabilities = serializers.CharField()
    liquid = serializers.CharField()


class WorthOutput(serializers.Serializer[Any]):
    """Net worth over time; `missing` names currencies without a rate, which are not counted."""

    currency = serializers.CharField()
    points = PointOutput(many=True)
    change = MoneySerializer()
    percent = serializers.CharField(allow_null=True)
    kept = MoneySerializer()
    missing = serializers.ListField(child=serializers.CharField())


class FlowQuery(Strict):
    """How many months, in which currency."""

    currency = CurrencyField(required=False)
    months = serializers.IntegerField(required=False, min_value=1, max_value=120, default=12)


class MonthOutput(serializers.Serializer[Any]):
    """What came in and went out in a month; `on` is its first day."""

    on = serializers.DateField()
    income = MoneySerializer()
    expenses = MoneySerializer()
    kept = MoneySerializer()
