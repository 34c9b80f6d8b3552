"""The full stack as it is written down: pinned, healthy, private, with no password that starts."""

from __future__ import annotations

import re
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.flow import HOPS
from pipeline.settings import load_settings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
FOREIGN = {name: service for name, service in SERVICES.items() if "build" not in service}
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_stack_is_whole() -> None:
    assert set(SERVICES) == {"kafka", "elasticsearch", "kibana", "setup", "app"}


@pytest.mark.parametrize("name", FOREIGN)
def test_images_are_pinned_to_a_version(name: str) -> None:
    assert re.fullmatch(r"[a-z/]+:\d+\.\d+\.\d+", FOREIGN[name]["image"])


def test_elasticsearch_and_kibana_have_one_version() -> None:
    versions = {SERVICES[name]["image"].split(":")[1] for name in ("elasticsearch", "kibana")}
    assert len(versions) == 1


@pytest.mark.parametrize("name", SERVICES)
def test_ports_are_bound_to_loopback(name: str) -> None:
    assert [port for port in SERVICES[name].get("ports", []) if not str(port).startswith("127.0.0.1:")] == []
    assert SERVICES[name].get("network_mode") != "host"


@pytest.mark.parametrize("name", FOREIGN)
def test_every_server_has_a_health_check_and_comes_back(name: str) -> None:
    assert FOREIGN[name]["healthcheck"]["test"]
    assert FOREIGN[name]["restart"] == "unless-stopped"


def test_the_app_waits_for_the_setup_and_the_setup_for_healthy_servers() -> None:
    assert SERVICES["app"]["depends_on"] == {"setup": {"condition": "service_completed_successfully"}}
    needs = SERVICES["setup"]["depends_on"]
    assert needs == {name: {"condition": "service_healthy"} for name in ("kafka", "elasticsearch")}


def test_no_password_is_written_down() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8") + DOCKERFILE
    for name, value in re.findall(r"(\w*(?:PASSWORD|SECRET|TOKEN|KEY))\s*[:=]\s*(\S+)", text):
        assert value == "$$(cat", f"{name} must come from a secret file"
    assert all("file" in secret for secret in COMPOSE["secrets"].values())


def test_secrets_are_made_up_once_and_ignored(tmp_path: Path) -> None:
    (tmp_path / "docker").mkdir()
    script = tmp_path / "docker" / "secrets.sh"
    script.write_bytes((ROOT / "docker" / "secrets.sh").read_bytes())
    subprocess.run(["sh", str(script)], check=True, capture_output=True)
    first = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    subprocess.run(["sh", str(script)], check=True, capture_output=True)
    assert first == {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert {Path(secret["file"]).name for secret in COMPOSE["secrets"].values()} == set(first)
    assert all(re.fullmatch(r"[A-Za-z0-9]{32}", text) for text in first.values())
    assert len(set(first.values())) == len(first)
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert "secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_the_settings_of_the_app_are_settings() -> None:
    from_image = dict(re.findall(r"(UNDERSIGHT_\w+)=(\S+)", DOCKERFILE))
    settings = load_settings(None, {**from_image, **SERVICES["app"]["environment"]})
    assert (settings.bus.kind, settings.index.kind) == ("kafka", "elasticsearch")
    assert settings.data_dir == Path("/data")


def test_the_app_runs_as_nobody_in_particular_and_can_write_to_its_data_only() -> None:
    app = SERVICES["app"]
    assert app["read_only"] is True
    assert app["cap_drop"] == ["ALL"]
    assert re.search(r"^USER (?!root|0)\S+$", DOCKERFILE, re.MULTILINE)


def test_the_image_checks_one_port_for_each_hop() -> None:
    first, last = map(int, re.search(r"range\((\d+), (\d+)\)", DOCKERFILE).groups())  # type: ignore[union-attr]
    assert last - first == len(HOPS)
    assert f"METRICS_PORT={first}" in DOCKERFILE


def test_both_stages_have_the_same_base() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(bases) == 2
    assert len(set(bases)) == 1


@pytest.mark.parametrize("name", ["app", "dev", "build"])
def test_requirements_are_pinned_and_hashed_and_name_no_host(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    pins = re.findall(r"^[A-Za-z0-9._-]+==\S+", text, re.MULTILINE)
    assert len(pins) > 5
    assert text.count("--hash=sha256:") >= len(pins)
    assert "://" not in text


def test_the_lock_holds_every_dependency() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements" / "app.txt").read_text(), re.MULTILINE))
    wanted = {re.split(r"[\[<>=]", name)[0].lower().replace("_", "-") for name in project["project"]["dependencies"]}
    assert wanted - locked == set()
