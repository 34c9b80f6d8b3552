"""Fixtures that all tests share."""

import pytest
from hypothesis import settings

pytest_plugins = ["tests.servers.fixtures_kafka", "tests.servers.fixtures_elasticsearch", "tests.servers.fixtures_bus"]

settings.register_profile("quick", max_examples=50, deadline=None)
settings.register_profile("thorough", max_examples=1000, deadline=None)
settings.load_profile("quick")


def pytest_configure(config: pytest.Config) -> None:
    """Let pass what a library does: kafka-python 3.0 reads its schemas by an old function of the standard library."""
    config.addinivalue_line("filterwarnings", r"ignore:(read|open)_text is deprecated:DeprecationWarning")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with whole runs of the pipeline: they take longest, and what is short fills the other workers' time."""
    items.sort(key=lambda item: "test_kill" not in item.nodeid and "test_golden" not in item.nodeid)
