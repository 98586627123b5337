"""Pages of rewards."""

from django.urls import path

from gamification.views import board, referrals, rewards

urlpatterns = [
    path("r/<slug:code>/", referrals.arrive, name="referral"),
    path("rewards/", rewards.page, name="rewards"),
    path("rewards/points/", rewards.points, name="rewards-points"),
    path("rewards/check-in/", rewards.check_in, name="rewards-check-in"),
    path("rewards/choose/", rewards.choose, name="rewards-choose"),
    path("rewards/leaderboard/", board.page, name="rewards-leaderboard"),
    path("rewards/leaderboard/join/", board.join, name="rewards-leaderboard-join"),
    path("rewards/leaderboard/leave/", board.leave, name="rewards-leaderboard-leave"),
]
