"""The form by which people find their organisation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import widgets


class FindForm(forms.Form):
    """The address whose domain names the organisation."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        widgets.email(self.fields["email"])
