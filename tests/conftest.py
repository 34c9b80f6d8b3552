"""Fixtures that all tests share."""

pytest_plugins = ["tests.servers.fixtures_kafka", "tests.servers.fixtures_elasticsearch"]
