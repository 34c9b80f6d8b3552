"""Fixtures that all tests share."""

import os

import pytest
from hypothesis import settings

pytest_plugins = ["tests.servers.fixtures_kafka", "tests.servers.fixtures_elasticsearch", "tests.servers.fixtures_bus"]

settings.register_profile("quick", max_examples=50, deadline=None, derandomize=bool(os.environ.get("CI")))
settings.register_profile("thorough", max_examples=1000, deadline=None)
settings.load_profile("quick")


def pytest_configure(config: pytest.Config) -> None:
    """Let pass what a library does: kafka-python 3.0 reads its schemas by an old function of the standard library."""
    config.addinivalue_line("filterwarnings", r"ignore:(read|open)_text is deprecated:DeprecationWarning")


FIRST = ("test_kill", "test_troubles", "test_golden")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with whole runs of the pipeline: they take longest, and what is short fills the other workers' time."""
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    return FIRST.index(item.path.stem) if item.path.stem in FIRST else len(FIRST)
