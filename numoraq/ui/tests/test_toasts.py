"""Short messages after an action."""

from django.contrib import messages

from numoraq.ui import toasts
from numoraq.ui.tests.pages import ask, by_class, parse, render, words

SOURCE = '{% include "_toasts.html" %}'


def test_success_is_shown() -> None:
    request = ask()
    toasts.success(request, "1,187 rows imported")
    (toast,) = by_class(parse(render(SOURCE, request)), "toast")
    assert words(toast).strip().startswith("1,187 rows imported")
    assert toast.get("class") == "toast"
    assert list(toast.iter("form")) == []


def test_undo_is_a_form_that_posts() -> None:
    request = ask()
    toasts.success(request, "Rent deleted", undo="/entries/7/restore/")
    (form,) = list(parse(render(SOURCE, request)).iter("form"))
    assert (form.get("method"), form.get("action")) == ("post", "/entries/7/restore/")
    assert words(form).strip() == "Undo"


def test_bad_news_looks_it() -> None:
    request = ask()
    toasts.error(request, "<b>No</b>")
    (toast,) = by_class(parse(render(SOURCE, request)), "bad")
    assert "<b>No</b>" in words(toast)


def test_messages_of_others_are_toasts_too() -> None:
    request = ask()
    messages.info(request, "Signed in", extra_tags="other tags")
    (read,) = [toasts.read(message) for message in messages.get_messages(request)]
    assert read == toasts.Toast("Signed in", is_error=False, undo_url="")


def test_nothing_to_say_leaves_the_place_for_it() -> None:
    tree = parse(render(SOURCE, ask()))
    (place,) = by_class(tree, "toasts")
    assert (place.get("id"), place.get("aria-live")) == ("toasts", "polite")
    assert by_class(tree, "toast") == []
