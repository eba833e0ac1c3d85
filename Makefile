# Pitboard. `make` alone lists what it can do.
.DEFAULT_GOAL := help
.PHONY: help run test compiled check bench pictures reference format lock clean

PYTHON ?= python3
BIN := .venv/bin

help: ## List the targets
	@grep -hE '^[.a-z]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: .venv compiled ## Start everything here; prints the addresses to open; Ctrl-C stops it
	@$(BIN)/pitboard up $(ARGS)

test: .venv compiled ## Run every test
	@$(BIN)/pytest -n 2 --dist loadgroup $(ARGS)

check: .venv ## Everything a change must pass but the tests: lint, types, imports, rules
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pitboard check
	@$(BIN)/pitboard test

bench: .venv ## Measure ratios side by side, each beside its gate
	@$(BIN)/python -m bench $(ARGS)

pictures: .venv ## Make the pictures of the README anew; needs a Chromium
	@$(BIN)/python -m docs.pictures.make

reference: .venv ## Write rules/README.md and rules/schema anew from the vocabulary
	@$(BIN)/python -c 'from automation.actions import ACTIONS; from automation.engine.manual.reference import reference; print(reference(ACTIONS), end="")' > rules/README.md
	@$(BIN)/pitboard schema --into rules/schema

format: .venv ## Format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: .venv ## Pin every dependency with its hashes
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate \
	  --python-version 3.11 --no-header --group dev -o requirements.lock pyproject.toml

clean: ## Remove the environment and what tools left behind; the record in .pitboard stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache dist

# Eight processes read the same modules: compiled before, a start takes half the time, even where
# the environment forbids Python to write what it compiles.
compiled: .venv
	@$(BIN)/python -m compileall -q -j 0 automation workers

.venv: .venv/.ready ## Set up the environment alone

.venv/.ready: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Pitboard needs Python 3.11 or newer: make PYTHON=python3.12 run"; exit 2; }
	@$(PYTHON) -m venv .venv || \
	  { echo "This Python has no venv. On Debian: apt install python3-venv"; exit 2; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@
