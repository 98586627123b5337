"""What the form of a provider calls things."""

from django.utils.translation import override

from accounts.forms.providers import ProviderForm


def test_a_switch_is_no_day_in_portuguese() -> None:
    with override("pt"):
        assert ProviderForm().fields["is_on"].label != "Dia"
