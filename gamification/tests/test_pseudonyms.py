"""Names on the leaderboard that pass for somebody's, by whatever letters."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from conftest import ClientFor
from gamification import pseudonyms


def clean(name: str) -> str:
    """Return a name as Alice's would be kept."""
    return pseudonyms.clean(name, email="alice@example.org", own_name="Alice Smith")


@pytest.mark.parametrize(
    "name",
    ["Support", "SUPPORT", "s.u.p.p.o.r.t", "NumoraQ Support", "Support Team", "SupportTeam",
     "Support 24", "support7", "Numora Q", "TheNumoraQTeam", "5upport", "Supp0rt", "Adm1n",
     "adrnin", "AdmIn_2", "Ádmin", "Official", "0fficiaI", "Moderator7", "Staff", "Suporte",
     "ＡＤＭＩＮ", "𝐒𝐮𝐩𝐩𝐨𝐫𝐭", "ⓢⓣⓐⓕⓕ", "админ", "Ѕуѕтем", "num0raq"],
)  # fmt: skip
def test_names_of_the_site_are_refused_however_written(name: str) -> None:
    with pytest.raises(ValidationError, match=r"site's own|one alphabet"):
        clean(name)


@pytest.mark.parametrize("name", ["Suppоrt", "аdmin friend", "Heronα", "slow heгon", "ab\u04cfc"])
def test_letters_of_two_alphabets_are_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="one alphabet"):
        clean(name)


@pytest.mark.parametrize(
    "sign",
    ["\u200b", "\u200d", "\u2060", "\u00ad", "\ufeff", "\u202e", "\u3164", "\u115f", "\u1160",
     "\uffa0", "\u2800", "\u034f", "\u17b4", "\U000e0041"],
)  # fmt: skip
def test_signs_that_nobody_sees_are_refused(sign: str) -> None:
    for name in (f"her{sign}on", f"Sup{sign}port"):
        with pytest.raises(ValidationError):
            clean(name)


@pytest.mark.parametrize("name", ["A1ice", "АӀісе", "Alícé", "Al.ice_Srnith"])
def test_ones_own_name_is_refused_however_it_looks(name: str) -> None:
    with pytest.raises(ValidationError, match="would know you"):
        clean(name)


@pytest.mark.parametrize(
    "name",
    ["slow heron", "Supporter 12", "Staffan", "Modesta", "Rooted Oak", "Ação_77", "медленная цапля",
     "αργός", "のろい鷺", "느린 왜가리", "Ärger", "supportive", "Numa", "Badminton"],
)  # fmt: skip
def test_honest_names_are_taken(name: str) -> None:
    assert clean(name) == name


def test_page_and_api_say_it_of_the_field(
    alice: User, rewards: User, client_for: ClientFor
) -> None:
    client, name = client_for(alice), "Suppоrt"
    page = client.post("/rewards/leaderboard/join/", {"pseudonym": name})
    assert page.status_code == 422
    assert "letters of one alphabet" in page.content.decode()
    told = client.put(
        "/api/v1/points/leaderboard/me/", {"pseudonym": name}, content_type="application/json"
    )
    assert told.status_code == 400
    assert "one alphabet" in str(told.json()["pseudonym"])
