"""The REST API of rewards, under /api/v1/."""

from django.urls import path

from gamification.api import achievements, board, points, referrals

urlpatterns = [
    path("points/", points.PointsView.as_view(), name="api-points"),
    path("points/history/", points.HistoryView.as_view(), name="api-points-history"),
    path("points/check-in/", points.CheckInView.as_view(), name="api-points-check-in"),
    path("points/preferences/", points.PreferenceView.as_view(), name="api-points-preferences"),
    path("points/achievements/", achievements.AchievementsView.as_view(), name="api-achievements"),
    path("points/referrals/", referrals.ReferralsView.as_view(), name="api-referrals"),
    path("points/leaderboard/", board.LeaderboardView.as_view(), name="api-leaderboard"),
    path(
        "points/leaderboard/me/", board.MembershipView.as_view(), name="api-leaderboard-membership"
    ),
]
