"""What is written down for those who run it is true: variables, compose file, image."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from numoraq.lib import runtime

ROOT = runtime.BASE_DIR
APPS = ("numoraq", "accounts", "finance", "premium", "gamification", "cms")
# In code: env.text("NAME"), os.environ.get("NAME"), os.environ["NAME"]
READ = re.compile(r"""(?:env\.\w+|environ(?:\.get|\.pop)?)[\[(]\s*"([A-Z][A-Z_]+)\"""")
# Of others: the framework's, the shell's, and our own between a process and its successor.
FOREIGN = {
    "DJANGO_SETTINGS_MODULE",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
    "NUMORAQ_BOOTSTRAPPED",
    "PYENV_ROOT",
    "PYTHONDONTWRITEBYTECODE",
}


# Of the compose file's place: one data directory, no pooler, real mail, real payments, containers.
NOT_COMPOSED = {
    "NUMORAQ_DATA_DIR",
    "NUMORAQ_PGBOUNCER",
    "NUMORAQ_MAILBOX",
    "NUMORAQ_STRIPE_FAKE",
    "NUMORAQ_STRIPE_URL",
    "NUMORAQ_WEB_WORKERS",
    "PROMETHEUS_MULTIPROC_DIR",
}
# Most providers of mail want these; on one's own machine nobody does.
BETTER_COMPOSED = {"NUMORAQ_SMTP_PORT": "587", "NUMORAQ_SMTP_STARTTLS": "1"}


def examples(part: str = "") -> dict[str, str]:
    """Return the variables of .env.example with their values; of one part, by its headline."""
    text = (ROOT / ".env.example").read_text()
    chosen = text.split(f"# ---- {part}")[1].split("# ---- ")[0] if part else text
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", chosen, re.MULTILINE))


def documented() -> set[str]:
    return set(examples())


def read_in_code() -> set[str]:
    sources = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    texts = [path.read_text() for path in sources if "tests" not in path.parts]
    found = {name for text in texts for name in READ.findall(text)}
    return (found | set(runtime.DATABASE_VARIABLES.values())) - FOREIGN


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """Return the compose file, its anchors resolved."""
    parsed: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return parsed


def substituted() -> list[tuple[str, str, str]]:
    """Return what the compose file takes from .env: name, how it insists, and the default."""
    text = (ROOT / "docker-compose.yml").read_text()
    return re.findall(r"\$\{([A-Z_]+)(:[?-])?([^}]*)\}", text)


def interpolated() -> list[tuple[str, str]]:
    return [(name, how) for name, how, _default in substituted()]


def test_every_variable_that_is_read_is_documented() -> None:
    assert read_in_code() - documented() == set()


def test_every_documented_variable_is_read() -> None:
    assert documented() - read_in_code() - {name for name, _ in interpolated()} == set()


def test_compose_takes_every_variable_that_is_offered_to_it(compose: dict[str, Any]) -> None:
    taken = {name for name, _how in interpolated()}
    own = {name for s in compose["services"].values() for name in s.get("environment", {})}
    offered = documented() - set(examples("development")) - NOT_COMPOSED
    assert offered - taken - own == set()
    assert NOT_COMPOSED & (taken | own) == set()


def test_compose_has_the_defaults_that_are_documented() -> None:
    defaults = {name: default for name, how, default in substituted() if how == ":-"}
    told = examples() | BETTER_COMPOSED
    assert {n: d for n, d in defaults.items() if d != told[n]} == {}


def test_compose_insists_on_every_secret(compose: dict[str, Any]) -> None:
    secret = re.compile("PASSWORD|SECRET|KEYS")
    lax = [n for n, how in interpolated() if secret.search(n) and how != ":?"]
    # of providers by which people sign in: none of them is a must
    lax = [name for name in lax if not name.endswith("_CLIENT_SECRET")]
    # Some servers of mail want none, and not everybody sells anything.
    assert set(lax) <= {"NUMORAQ_SMTP_PASSWORD", "NUMORAQ_STRIPE_WEBHOOK_SECRET"}
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            if secret.search(name):
                assert str(value).startswith("${"), f"{name} has a value of its own"


def test_compose_runs_every_part_and_watches_its_health(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert set(services) == {"postgres", "valkey", "migrate", "web", "worker", "beat", "caddy"}
    image_has_one = "HEALTHCHECK" in (ROOT / "Dockerfile").read_text()
    for name, service in services.items():
        assert "healthcheck" in service or (name == "web" and image_has_one), name


def test_only_the_one_shot_has_the_owners_login(compose: dict[str, Any]) -> None:
    services = compose["services"]
    owners = [n for n, s in services.items() if "DATABASE_URL_OWNER" in s.get("environment", {})]
    assert owners == ["migrate"]
    assert "DATABASE_URL_WORKER" not in services["web"]["environment"]
    assert services["worker"]["environment"]["NUMORAQ_PROCESS"] == "worker"
    assert services["web"]["depends_on"]["migrate"] == {
        "condition": "service_completed_successfully"
    }


def test_files_that_compose_mounts_exist(compose: dict[str, Any]) -> None:
    mounts = [m for s in compose["services"].values() for m in s.get("volumes", [])]
    files = [m.split(":")[0] for m in mounts if m.startswith("./")]
    assert len(files) == 4
    assert all((ROOT / path).is_file() for path in files)


def test_the_image_takes_nothing_but_the_product() -> None:
    ignore = (ROOT / ".dockerignore").read_text().splitlines()
    assert ignore[0] == "*"
    wanted = {line[1:].rstrip("/") for line in ignore if line.startswith("!")}
    assert wanted == {*APPS, "static", "templates", "manage.py", "requirements.txt"}


def test_the_process_of_the_image_cannot_change_its_code() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    built, runs = dockerfile.rsplit("\nUSER numoraq\n", 1)
    assert "COPY . .\n" in built
    assert "prepare --static" in built
    assert re.findall(r"chown.*", built) == ["chown -R numoraq /app/var"]
    assert not re.search(r"^(COPY|ADD|RUN|USER)", runs, re.MULTILINE)


def test_ci_runs_the_readmes_command() -> None:
    text = Path(ROOT / ".ci" / "run").read_text()
    assert "python3 manage.py test" in text
    assert "NUMORAQ_BROWSER_TESTS=required" in text
