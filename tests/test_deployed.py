"""What stands in the files that containers and servers are started from."""

import re
from pathlib import Path

import pytest
import yaml

from tests.production.proxy import TEMPLATE, fill_in

COMPOSE = yaml.safe_load(Path("compose.yaml").read_text())
OURS = ("site", "worker", "migrate")


def test_no_process_of_ours_is_root_or_writes_where_it_need_not():
    dockerfile = Path("Dockerfile").read_text()
    assert dockerfile.rindex("\nUSER letters") > dockerfile.rindex("\nCOPY")
    for name in OURS:
        service = COMPOSE["services"][name]
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]


def test_the_image_gives_its_user_the_folder_of_uploads_and_nothing_else():
    dockerfile = Path("Dockerfile").read_text()
    assert re.findall(r"(?:--owner|--chown|chown).*", dockerfile) == [
        "--owner letters --group letters /srv/site/var/media"
    ]
    assert all("media:/srv/site/var/media" in COMPOSE["services"][name]["volumes"] for name in OURS)


def test_the_database_is_well_once_it_answers_by_the_network():
    assert "--host" in COMPOSE["services"]["database"]["healthcheck"]["test"]


def test_only_wheels_are_installed():
    installs = re.findall(r"pip install[^\n]*", Path("Dockerfile").read_text())
    assert installs
    assert all("--only-binary :all:" in one for one in installs)


def test_no_secret_has_a_value():
    named = re.findall(r"\$\{(\w+)([^}]*)\}", Path("compose.yaml").read_text())
    assert {name for name, _rest in named} == {"POSTGRES_PASSWORD", "SERVER_NAMES", "SITE_URL"}
    assert all(rest.startswith(":?") for _name, rest in named)


def test_site_and_worker_start_once_the_database_is_migrated():
    for name in ("site", "worker"):
        assert COMPOSE["services"][name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}


def test_the_proxy_is_given_all_that_its_template_asks_for():
    environment = COMPOSE["services"]["proxy"]["environment"]
    assert "proxy_pass http://sites;" in fill_in(TEMPLATE.read_text(), environment)
    with pytest.raises(KeyError):
        fill_in(TEMPLATE.read_text(), {})
