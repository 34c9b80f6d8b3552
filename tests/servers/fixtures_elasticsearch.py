"""Fixtures that give tests a real Elasticsearch."""
