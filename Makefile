# Works with GNU make 3.81 (macOS) and later. Every target installs what it needs.

.DEFAULT_GOAL := help
SHELL := /bin/sh

VENV ?= .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
UV_COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder
NO_SERVERS := not kafka and not elasticsearch and not browser

.PHONY: help setup demo run doctor test test-fast lint format types bench docs schemas lock up down logs clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(INSTALLED) ## Install everything into .venv (the other targets do it by themselves)

$(INSTALLED): requirements/dev.txt requirements/build.txt requirements/install.sh pyproject.toml
	@requirements/install.sh $(VENV) requirements/dev.txt
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(INSTALLED) ## Watch the whole pipeline at work on a bundled site: no internet, no servers
	@$(BIN)/undersight demo

run: $(INSTALLED) ## Monitor the real feeds of config/feeds.yaml, with no servers
	@$(BIN)/undersight run

doctor: $(INSTALLED) ## Look at everything the pipeline needs and say what is wrong
	@$(BIN)/undersight doctor

test: $(INSTALLED) ## Run all tests; those on a real Kafka, Elasticsearch or browser skip where there is none
	$(PYTEST) tests

test-fast: $(INSTALLED) ## Run the tests that need no server and no browser
	$(PYTEST) -m "$(NO_SERVERS)" tests

lint: $(INSTALLED) ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(INSTALLED) ## Format the code and mend what can be mended
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

types: $(INSTALLED) ## Check types only
	$(BIN)/mypy

bench: $(INSTALLED) ## Measure buses, indices and the whole flow, side by side with the bare libraries
	$(BIN)/python -m bench

docs: $(INSTALLED) ## Write the generated parts of docs/ anew
	$(BIN)/python -m pipeline.cli.reference

schemas: $(INSTALLED) ## Write config/schemas/ anew
	$(BIN)/undersight schema write

lock: ## Resolve the requirements anew: requirements/*.txt
	@test -x $(BIN)/uv || requirements/install.sh $(VENV) requirements/dev.txt
	$(UV_COMPILE) --upgrade --output-file requirements/build.txt requirements/build.in
	$(UV_COMPILE) --upgrade --output-file requirements/app.txt pyproject.toml
	$(UV_COMPILE) --upgrade --group dev --constraint requirements/app.txt --output-file requirements/dev.txt pyproject.toml

up: ## Start the full stack in containers: Kafka, Elasticsearch, Kibana and the app
	@docker/secrets.sh
	docker compose up --build --detach --wait
	@echo "Kibana: http://127.0.0.1:5601, user elastic, password in secrets/elastic_password"

down: ## Stop the containers; the data stays
	docker compose down

logs: ## Follow what the containers say
	docker compose logs --follow --tail 100

clean: ## Remove what was made: the environment, caches and data of the demo
	rm -rf $(VENV) .cache/demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage dist build
