# Two commands matter: `make demo` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Bytecode halves every start, so an inherited wish not to write it is not passed on.
unexport PYTHONDONTWRITEBYTECODE
export GX_ANALYTICS_ENABLED := false
export DAGSTER_DISABLE_TELEMETRY := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
N      ?= 100000

.PHONY: help demo test lint types sql format unit bench docs clean lock browser screenshots

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  \033[1m%-14s\033[0m %s\n", $$1, $$2}'

demo: $(VENV)/.runtime ## set up everything, load sample data, run the pipeline, start everything
	@$(BIN)/huiyin demo

test: $(VENV)/.dev browser lint ## set up everything, run all checks and tests
	@$(BIN)/python -m pytest

lint: $(VENV)/.dev ## style, types, who may import whom, SQL
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache --no-logo
	@$(MAKE) --no-print-directory -j2 --output-sync=target types sql

# The two slow ones side by side, a core for each.
types: $(VENV)/.dev
	@$(BIN)/mypy

sql: $(VENV)/.dev
	@$(BIN)/sqlfluff lint --disable-progress-bar transforms/dbt/models transforms/dbt/macros

format: $(VENV)/.dev ## let the formatters do their part
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .
	@$(BIN)/sqlfluff fix --processes 2 transforms/dbt/models

unit: $(VENV)/.dev ## the unit and convention tests only (seconds)
	@$(BIN)/python -m pytest tests/unit tests/conventions

bench: $(VENV)/.dev ## reproducible measurements side by side with a peer (N= rows)
	@$(BIN)/python -m benchmarks --rows $(N)

docs: $(VENV)/.dev ## write the pages of docs/ that are made from the code
	@$(BIN)/python -m app.documents

screenshots: $(VENV)/.dev browser ## take the README's pictures from a running demo
	@$(BIN)/python -m tests.e2e.screenshots

lock: ## pin the newest versions that work together, with hashes
	@command -v uv >/dev/null || { echo "lock needs uv on the PATH"; exit 1; }
	uv pip compile -q --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --extra install pyproject.toml -o requirements.lock
	uv pip compile -q --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --extra install --extra dev -c requirements.lock pyproject.toml -o tests/requirements.lock

browser: ## Debian's chromium and a Chinese font, for the browser tests
	@bash tests/e2e/install_browser.sh

clean: ## remove the environment, the data folder and what tools left
	rm -rf $(VENV) var build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis transforms/dbt/target transforms/dbt/logs

# uv comes out of the lock itself, hash checked by pip; the rest is installed by uv in a quarter of pip's time.
# A mirror that pip is set to is passed on to uv, which does not read pip's settings.
install = export UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$$($(BIN)/pip config get global.index-url 2>/dev/null || true)}"; \
	[ -n "$$UV_DEFAULT_INDEX" ] || unset UV_DEFAULT_INDEX; \
	$(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes --python $(BIN)/python $(1); \
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python -e .

$(BIN)/uv: requirements.lock
	@echo "Preparing the environment in $(VENV) (about a minute, once) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@awk '/^uv==/{on=1} on&&/^[a-z]/&&!/^uv==/{exit} on' requirements.lock > $(VENV)/uv.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.lock 2>&1 | grep -v '^WARNING: Location' || true
	@touch $@

$(VENV)/.runtime: $(BIN)/uv requirements.lock pyproject.toml
	@test -f $(VENV)/.dev || { $(call install,requirements.lock); }
	@touch $@

$(VENV)/.dev: $(BIN)/uv tests/requirements.lock pyproject.toml
	@$(call install,tests/requirements.lock)
	@touch $@ $(VENV)/.runtime
