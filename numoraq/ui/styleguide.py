"""Every component and every chart in every state, on one page, for those who build."""

from decimal import Decimal

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from numoraq.lib import charts
from numoraq.lib.money import Money
from numoraq.ui import edges, icons, samples


class SampleForm(forms.Form):
    """One field of each sort."""

    amount = forms.DecimalField(
        label="Value today",
        widget=forms.TextInput(attrs={"class": "amt", "inputmode": "decimal"}),
    )
    currency = forms.ChoiceField(
        choices=[("USD", "USD, US dollar"), ("EUR", "EUR, euro")],
        widget=forms.Select(attrs={"class": "tall"}),
    )
    on = forms.DateField(label="As of", widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(choices=[("fund", "Fund"), ("cash", "Cash")], required=False)
    name = forms.CharField(help_text="As you would say it. Nobody else sees it.")
    quantity = forms.DecimalField(required=False)
    repeat = forms.ChoiceField(
        label="Repeats", choices=[("m", "monthly"), ("y", "yearly")], widget=forms.RadioSelect
    )
    tags = forms.MultipleChoiceField(
        choices=[("a", "Shared"), ("b", "Tax")], widget=forms.CheckboxSelectMultiple, required=False
    )
    keep = forms.BooleanField(label="Remember these columns", required=False)
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    file = forms.FileField(label="CSV file")
    closed = forms.CharField(disabled=True, required=False, initial="cannot be changed")


def page(request: HttpRequest) -> HttpResponse:
    """Show the styleguide."""
    wrong = {"amount": "112640.22", "currency": "EUR", "quantity": "412.6O", "on": "2026-11-22"}
    context = {
        "form": SampleForm(initial={"name": "World index fund", "on": samples.TODAY}),
        "wrong": SampleForm(data=wrong, auto_id="wrong_%s"),
        "icons": sorted(icons.PATHS),
        "charts": samples.every_chart(),
        "edges": edges.every_edge(),
        "amounts": [
            _euro("392294.29"),
            Money(Decimal(1284500000000), "AOA"),
            _euro("-2124.24"),
            Money(Decimal("0.84213377"), "BTC"),
            Money(Decimal(48250), "BRL"),
            Money(Decimal(5000), "JPY"),
        ],
        "rows": _rows(),
        "today": samples.TODAY,
    }
    return render(request, "ui/styleguide.html", context)


def _euro(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def _rows() -> list[dict[str, object]]:
    names = ["Tagesgeldkonto Deutsche Kreditbank, gemeinsam", "World index fund", "Margin account"]
    return [
        {
            "name": name,
            "spark": charts.spark(samples.wave(40, 1, 2), kind="dn" if i == 2 else ""),
            "change": Decimal("-1.9") if i == 2 else Decimal("0.1"),
            "native": None if i == 0 else Money(Decimal(112640 - 60000 * i), "USD"),
            "value": _euro("-2124.24") if i == 2 else _euro("103207.09"),
        }
        for i, name in enumerate(names)
    ]
