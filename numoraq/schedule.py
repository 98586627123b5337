"""When the scheduled jobs run (UTC), for Celery beat. Numbers are seconds."""

from typing import Any, Final

from celery.schedules import crontab

SCHEDULE: Final[dict[str, dict[str, Any]]] = {
    "verify-audit": {"task": "cms.verify_audit", "schedule": crontab(hour=2, minute=40)},
    "heartbeat": {"task": "ops.heartbeat", "schedule": 10, "options": {"expires": 10}},
    "flush-outbox": {"task": "ops.flush_outbox", "schedule": 60, "options": {"expires": 60}},
    "sweep-demo": {"task": "accounts.sweep_demo", "schedule": 60 * 60},
    "sweep-unverified": {
        "task": "accounts.sweep_unverified",
        "schedule": crontab(hour=3, minute=10),
    },
    "sweep-sessions": {"task": "accounts.sweep_sessions", "schedule": crontab(minute="*/10")},
    "sweep-tokens": {"task": "accounts.sweep_tokens", "schedule": crontab(minute=40)},
    "sweep-personal-tokens": {
        "task": "accounts.sweep_personal_tokens",
        "schedule": crontab(hour=3, minute=25),
    },
    "sweep-sign-ins": {"task": "accounts.sweep_sign_ins", "schedule": crontab(hour=3, minute=25)},
    "sweep-factors": {"task": "accounts.sweep_factors", "schedule": 60 * 5},
    "complete-resets": {"task": "accounts.complete_resets", "schedule": crontab(minute="*/10")},
    "sweep-one-time-tokens": {
        "task": "accounts.sweep_one_time_tokens",
        "schedule": crontab(hour=3, minute=25),
    },
    "erase-due": {"task": "accounts.erase_due", "schedule": crontab(minute=35)},
    "remind-leaving": {"task": "accounts.remind_leaving", "schedule": crontab(minute=45)},
    "sweep-exports": {"task": "accounts.sweep_exports", "schedule": crontab(minute=15)},
    "resume-exports": {"task": "accounts.resume_exports", "schedule": crontab(minute="*/10")},
    "sweep-sso": {"task": "accounts.sweep_sso", "schedule": crontab(minute="*/10")},
    "check-sso-domains": {
        "task": "accounts.check_sso_domains",
        "schedule": crontab(hour=4, minute=15),
    },
    "refresh-sso-metadata": {
        "task": "accounts.refresh_sso_metadata",
        "schedule": crontab(hour=4, minute=30),
    },
    "refresh-rates": {"task": "finance.refresh_rates", "schedule": crontab(minute=20)},
    "materialise-due": {"task": "finance.materialise_due", "schedule": crontab(minute=5)},
    "purge-deleted": {"task": "finance.purge_deleted", "schedule": crontab(hour=3, minute=30)},
    "sweep-imports": {"task": "finance.sweep_imports", "schedule": crontab(hour=3, minute=50)},
    "resume-imports": {"task": "finance.resume_imports", "schedule": crontab(minute="*/10")},
    "rank-leaderboard": {
        "task": "gamification.rank_leaderboard",
        "schedule": 60 * 5,
        "options": {"expires": 60 * 5},
    },
    "settle-referrals": {
        "task": "gamification.settle_referrals",
        "schedule": crontab(minute="*/15"),
    },
    "reconcile-points": {
        "task": "gamification.reconcile_points",
        "schedule": crontab(hour=2, minute=10),
    },
    "compare-payments": {
        "task": "premium.compare_payments",
        "schedule": crontab(hour=2, minute=40),
    },
    "verify-rollups": {"task": "finance.verify_rollups", "schedule": crontab(hour=1, minute=30)},
    "reconcile-payments": {
        "task": "premium.reconcile_payments",
        "schedule": crontab(minute="*/10"),
    },
    "fetch-events": {"task": "premium.fetch_events", "schedule": crontab(minute=55)},
    "compare-subscriptions": {
        "task": "premium.compare_subscriptions",
        "schedule": crontab(hour=2, minute=10),
    },
    "remind-endings": {"task": "premium.remind_endings", "schedule": crontab(hour=9, minute=10)},
    "note-endings": {"task": "premium.note_endings", "schedule": crontab(minute=25)},
    "sweep-events": {"task": "premium.sweep_events", "schedule": crontab(hour=3, minute=55)},
    "remind-renewals": {"task": "premium.remind_renewals", "schedule": crontab(hour=9, minute=0)},
}
