"""The settings file that is shipped: valid as it is, and valid with every line that is commented out."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.settings import Settings, load, load_settings

FILE = Path(__file__).parents[3] / "config" / "undersight.toml"


def test_the_shipped_file_leaves_every_default_in_force() -> None:
    assert load_settings(FILE, {}) == Settings()


def test_every_example_in_the_shipped_file_is_a_setting(tmp_path: Path) -> None:
    text = re.sub(r"^# (?=\w+ = )", "", FILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (tmp_path / "all.toml").write_text(text)
    loaded = load(tmp_path / "all.toml", {})
    assert loaded.settings.bus.kind == "kafka"
    assert len(loaded.origins) >= 12
