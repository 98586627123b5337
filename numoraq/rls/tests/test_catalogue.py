"""The whole database, judged by its own catalogue: no table, right or function is forgotten."""

import os
from pathlib import Path

import pytest
from django.conf import settings

from numoraq.rls.tests import catalogue

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

# No rows of anybody: names of models and of rights, groups, and which migrations have run.
WITHOUT_ROW_SECURITY = {
    "app.audit_head",
    "app.claim_key",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
}
# Read or written before it is known who asks.
OPEN_TO_THE_LOGIN_ROLE = {
    "account_emailaddress",
    "account_emailconfirmation",
    "auth_mfa_amr_claims",
    "auth_factor_resets",
    "auth_mfa_challenges",
    "auth_exports",
    "auth_mfa_factors",
    "auth_personal_tokens",
    "auth_email_changes",
    "auth_one_time_tokens",
    "auth_sessions",
    "auth_sign_ins",
    "auth_refresh_tokens",
    "auth_signing_keys",
    "auth_saml_assertions",
    "auth_saml_providers",
    "auth_saml_relay_states",
    "auth_sso_domains",
    "auth_sso_oidc",
    "auth_sso_providers",
    "auth_users",
    "auth_users_groups",
    "auth_users_user_permissions",
    "django_session",
    "gamification_achieved",
    "gamification_checkins",
    "gamification_leaderboard",
    "gamification_leaderboard_members",
    "gamification_preferences",
    "gamification_referral_codes",
    "gamification_referrals",
    "gamification_streaks",
    "gamification_tier_changes",
    "jobs_outbox",
    "mfa_authenticator",
    "payment_sessions",
    "points_ledger",
    "premium_code_redemptions",
    "premium_codes",
    "premium_grants",
    "premium_strays",
    "premium_subscriptions",
    "premium_notices",
    "premium_trials",
    "socialaccount_socialaccount",
    "socialaccount_socialapp",
    "socialaccount_socialtoken",
    "user_points",
    "user_premium_status",
}
# Copies of Stripe's objects, which an event brings before anybody is known.
STRIPE = "djstripe_"
# Unique without the person's id in front, on purpose: sign-in looks these up without a person,
# and says nothing else than that an address is taken; or people cannot write there at all.
UNIQUE_ACROSS_PEOPLE = {
    "account_emailaddress",
    "account_emailconfirmation",
    "auth_personal_tokens",
    "auth_refresh_tokens",
    "auth_users",
    "gamification_brought_mailboxes",
    "gamification_leaderboard_members",
    "gamification_referral_codes",
    "gamification_referrals",
    "payment_sessions",
    "points_ledger",
    "premium_grants",
    "premium_subscriptions",
    "premium_trials",
    "socialaccount_socialaccount",
}
DOCUMENT = Path(settings.BASE_DIR) / "docs" / "row-security.md"


def test_every_table_has_forced_row_security() -> None:
    tables = catalogue.tables()
    open_tables = {table for table, is_forced in tables.items() if not is_forced}
    assert open_tables == WITHOUT_ROW_SECURITY & set(tables)


def test_the_tables_without_row_security_are_written_by_nobody() -> None:
    """Not by staff either: without a policy nothing asks for their claim."""
    for (table, role), rights in catalogue.rights().items():
        if table in WITHOUT_ROW_SECURITY:
            assert rights <= {"SELECT"}, (table, role)
    assert not [key for key in catalogue.rights() if key[0] == "app.claim_key"]


def test_every_table_of_a_person_is_bound_to_the_person() -> None:
    owned = catalogue.columns("user_id") - {"auth_users_groups"}
    for policy in catalogue.policies():
        if policy.table in owned and "nq_user" in policy.roles:
            condition = policy.using or policy.check
            assert "user_id = ( SELECT app.uid()" in condition, policy


def test_policies_ask_who_it_is_once_a_statement() -> None:
    for policy in catalogue.policies():
        for text in (policy.using, policy.check):
            for function in ("app.uid()", "app.is_staff()"):
                assert text.count(function) == text.count(f"SELECT {function}"), policy


def test_policies_have_no_shape_that_hides_an_index() -> None:
    for policy in catalogue.policies():
        words = set((policy.using + " " + policy.check).split())
        assert not words & {"OR", "CASE", "EXISTS"}, policy


def test_staff_see_rows_by_their_claim_alone() -> None:
    staff = [policy for policy in catalogue.policies() if "nq_staff" in policy.roles]
    assert staff
    for policy in staff:
        assert "app.is_staff()" in (policy.using or policy.check), policy


def test_rights_follow_policies() -> None:
    allowed: dict[tuple[str, str], set[str]] = {}
    for policy in catalogue.policies():
        commands = {policy.command}
        if policy.command == "ALL":
            commands = {"SELECT", "INSERT", "UPDATE", "DELETE"}
        for role in policy.roles:
            allowed.setdefault((policy.table, role), set()).update(commands)
    views = catalogue.views()
    for (table, role), rights in catalogue.rights().items():
        if table in views:  # read under the policies of what is below them
            assert rights == {"SELECT"}, (table, role)
        elif table not in WITHOUT_ROW_SECURITY:
            assert rights <= allowed.get((table, role), set()), (table, role)


def test_the_logins_have_no_rights_on_what_people_own() -> None:
    for (table, role), rights in catalogue.rights().items():
        if role == "nq_worker":
            assert table in WITHOUT_ROW_SECURITY, (table, rights)
        if role == "nq_web" and rights - {"SELECT"} and not table.startswith(STRIPE):
            assert table in OPEN_TO_THE_LOGIN_ROLE, (table, rights)
        assert role in catalogue.ROLES, (table, role)
    readable = {table for (table, role) in catalogue.rights() if role == "nq_web"}
    private = catalogue.columns("user_id") - OPEN_TO_THE_LOGIN_ROLE
    assert not readable & private


def test_copies_of_stripe_are_nothing_for_people_and_secrets_nothing_for_staff() -> None:
    rights = {key: found for key, found in catalogue.rights().items() if key[0].startswith(STRIPE)}
    assert len({table for table, _ in rights}) > 50
    assert not [table for table, role in rights if role in {"nq_user", "nq_worker"}]
    read = {table for (table, role), found in rights.items() if role == "nq_staff"}
    assert not read & {"djstripe_apikey", "djstripe_webhookendpoint"}
    assert all(rights[table, "nq_staff"] == {"SELECT"} for table in read)


def test_roles_have_no_right_too_many() -> None:
    rows = catalogue.query(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolreplication, rolinherit,"
        " rolcanlogin FROM pg_roles WHERE rolname LIKE 'nq\\_%%'"
    )
    roles = {row[0]: row[1:] for row in rows}
    for role in (*catalogue.ROLES, "nq_owner"):
        assert roles[role][:4] == (False, False, False, False), role
    for login in ("nq_web", "nq_worker"):
        assert roles[login][4:] == (False, True), login
    for role in ("nq_user", "nq_staff", "nq_service"):
        assert not roles[role][5], role


def test_logins_may_become_what_they_must_and_no_more() -> None:
    rows = catalogue.query(
        "SELECT m.member::regrole::text, m.roleid::regrole::text, inherit_option, admin_option"
        " FROM pg_auth_members m WHERE m.member::regrole::text LIKE 'nq\\_%%'"
        " AND m.roleid::regrole::text LIKE 'nq\\_%%'"
    )
    assert set(rows) == {
        ("nq_web", "nq_user", False, False),
        ("nq_web", "nq_staff", False, False),
        ("nq_worker", "nq_user", False, False),
        ("nq_worker", "nq_service", False, False),
        ("nq_owner", "nq_service", False, False),
    }


def test_nobody_but_the_owner_creates_anything() -> None:
    for schema in catalogue.SCHEMAS:
        for role in catalogue.ROLES:
            rows = catalogue.query("SELECT has_schema_privilege(%s, %s, 'CREATE')", role, schema)
            assert rows == [(False,)], (role, schema)
    owned = catalogue.query(
        "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'S')"
        " AND c.relnamespace::regnamespace::text = ANY(%s) AND c.relowner <> 'nq_owner'::regrole",
        list(catalogue.SCHEMAS),
    )
    assert owned == []


def test_views_read_as_the_person_who_asks() -> None:
    views = catalogue.query(
        "SELECT c.oid::regclass::text, COALESCE(c.reloptions::text, '') FROM pg_class c"
        " WHERE c.relkind IN ('v', 'm') AND c.relnamespace::regnamespace::text = ANY(%s)",
        list(catalogue.SCHEMAS),
    )
    assert all("security_invoker=true" in options for _, options in views), views


def test_functions_with_borrowed_rights_are_fenced() -> None:
    functions = catalogue.query(
        "SELECT p.oid::regprocedure::text, p.proowner::regrole::text,"
        " COALESCE(p.proconfig::text, '') FROM pg_proc p WHERE p.prosecdef"
        " AND p.pronamespace::regnamespace::text = ANY(%s)",
        list(catalogue.SCHEMAS),
    )
    assert functions
    for name, owner, configuration in functions:
        assert "search_path" in configuration, name
        assert owner in {"nq_service", "nq_owner"}, name


def test_trigger_functions_with_borrowed_rights_are_for_triggers_alone() -> None:
    callable_by_all = catalogue.query(
        "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.prosecdef"
        " AND p.prorettype = 'trigger'::regtype AND has_function_privilege('nq_web', p.oid,"
        " 'EXECUTE')"
    )
    assert callable_by_all == []


def test_references_cannot_cross_from_person_to_person() -> None:
    owned = catalogue.columns("user_id")
    for table, target, columns in catalogue.foreign_keys():
        if table in owned and target in owned:
            assert "user_id" in columns, (table, target, columns)


def test_unique_keys_do_not_tell_of_other_people() -> None:
    owned = catalogue.columns("user_id") - UNIQUE_ACROSS_PEOPLE
    for table, index, columns, is_primary in catalogue.unique_keys():
        is_random_key = is_primary and columns == ["id"]
        if table in owned and not is_random_key:
            assert columns[0] == "user_id", (table, index, columns)


def test_the_document_lists_every_table() -> None:
    lines = ["| table | " + " | ".join(f"`{role}`" for role in catalogue.ROLES) + " |"]
    lines += ["|---" * (len(catalogue.ROLES) + 1) + "|"]
    rights = catalogue.rights()
    for table in sorted(catalogue.tables()):
        cells = [_letters(rights.get((table, role), set())) for role in catalogue.ROLES]
        lines.append(f"| `{table}` | " + " | ".join(cells) + " |")
    wanted = "\n".join(lines)
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition("<!-- tables -->\n")
    written, _, after = rest.partition("\n<!-- /tables -->")
    if os.environ.get("NUMORAQ_UPDATE_DOCS"):
        DOCUMENT.write_text(
            f"{before}<!-- tables -->\n{wanted}\n<!-- /tables -->{after}", encoding="utf-8"
        )
    else:
        assert written == wanted, "run the tests with NUMORAQ_UPDATE_DOCS=1 and read the change"


def _letters(rights: set[str]) -> str:
    names = {"SELECT": "read", "INSERT": "add", "UPDATE": "change", "DELETE": "remove"}
    if rights == set(names):
        return "all"
    return ", ".join(word for right, word in names.items() if right in rights) or "–"
