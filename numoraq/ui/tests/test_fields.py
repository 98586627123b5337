"""Form fields: label, control, help and error belong together."""

import pytest
from django import forms

from numoraq.ui.tests.pages import by_class, parse, words


class Sample(forms.Form):
    name = forms.CharField(help_text="As you would say it.")
    note = forms.CharField(required=False, widget=forms.Textarea)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    tags = forms.MultipleChoiceField(
        choices=[("x", "X")], required=False, widget=forms.CheckboxSelectMultiple
    )
    keep = forms.BooleanField(help_text="For next time.")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def group(name: str, data: dict[str, str] | None = None) -> str:
    return str(Sample(data)[name].as_field_group())


def test_label_names_its_control() -> None:
    tree = parse(group("name"))
    (label,), (control,) = list(tree.iter("label")), list(tree.iter("input"))
    assert label.get("for") == control.get("id") == "id_name"
    assert words(label) == "Name"


def test_optional_fields_say_so() -> None:
    assert words(next(parse(group("note")).iter("label"))) == "Note (optional)"


def test_help_describes_the_control() -> None:
    tree = parse(group("name"))
    (help_text,) = by_class(tree, "help")
    assert next(tree.iter("input")).get("aria-describedby") == help_text.get("id")


def test_error_describes_the_control_too() -> None:
    tree = parse(group("name", {}))
    (error,) = by_class(tree, "er")
    control = next(tree.iter("input"))
    assert control.get("aria-invalid") == "true"
    assert error.get("id") in (control.get("aria-describedby") or "").split()
    assert words(error) == "This field is required."


@pytest.mark.parametrize(("name", "kind"), [("kind", "radios"), ("tags", "checks")])
def test_groups_of_choices_have_a_legend(name: str, kind: str) -> None:
    tree = parse(group(name))
    (fieldset,) = list(tree.iter("fieldset"))
    assert kind in (fieldset.get("class") or "")
    assert words(next(fieldset.iter("legend"))).startswith(name.title())


def test_group_errors_describe_the_group() -> None:
    tree = parse(group("kind", {}))
    (fieldset,), (error,) = list(tree.iter("fieldset")), by_class(tree, "er")
    assert fieldset.get("aria-describedby") == error.get("id")


def test_check_box_stands_before_its_label() -> None:
    tree = parse(group("keep", {}))
    (box,) = by_class(tree, "ck")
    assert [child.tag for child in box] == ["input", "label", "small", "span"]


def test_what_people_typed_is_escaped() -> None:
    assert "<script>" not in group("name", {"name": '"><script>'})
