"""What may stand in a column of choices: the database holds it, whoever writes."""

import re

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from accounts.models import User
from gamification.models import PointBalance, Referral
from numoraq.rls.identity import as_login_role, as_staff
from premium.models import PremiumStatus
from premium.tests.codes import word
from premium.tests.make import credit, day, given

pytestmark = pytest.mark.django_db
MODELS = [
    model
    for label in ("premium", "gamification")
    for model in apps.get_app_config(label).get_models()
]


@pytest.mark.parametrize("model", MODELS)
def test_every_choice_is_one_in_the_database(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'c' AND conrelid = %s::regclass",
            [model._meta.db_table],
        )
        checks = [text for (text,) in cursor.fetchall()]
    for column in model._meta.local_fields:
        if column.primary_key or not column.choices:
            continue  # rows of a release have their code as key
        values = [str(value) for value, _label in column.flatchoices]
        own = [text for text in checks if re.search(rf"\b{column.column}\b", text)]
        is_number = isinstance(column, models.IntegerField)
        # Numbers are held by their bounds: the one above is not that of the column's type.
        held = [rf"\b{max(values)}\b"] if is_number else [f"'{re.escape(one)}'" for one in values]
        assert any(all(re.search(one, text) for one in held) for text in own), column


def test_a_word_without_an_end_is_refused(dana: User) -> None:
    with pytest.raises(IntegrityError, match="premium_codes_word_ends"), transaction.atomic():
        word(dana, "WELCOME", expires_at=None)


def test_other_values_are_refused(alice: User, dana: User) -> None:
    given(alice, credit(0, 30))
    with as_login_role():
        PointBalance.objects.get_or_create(user=alice)
    for table, column in (
        (PremiumStatus, "source"),
        (PremiumStatus, "plan_type"),
        (PointBalance, "current_tier"),
        (PointBalance, "source"),
    ):
        with as_staff(dana), pytest.raises(IntegrityError), transaction.atomic():
            assert table._default_manager.filter(user=alice).update(**{column: "other"})
    with as_login_role(), pytest.raises(IntegrityError, match="status"), transaction.atomic():
        Referral.objects.create(user=alice, status="other", signed_up_at=day(0), changed_at=day(0))
