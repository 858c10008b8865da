# The portal's commands. `make` alone lists them.

# The first Python on this machine that is new enough; `make setup PYTHON=/path/to/python3.12` chooses another.
PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,$(shell \
	$(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
VENV := .venv
BIN := $(VENV)/bin
# In CI and on a machine with many cores alike: as many processes as there are cores.
TEST_PROCESSES ?= auto
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-annotate --custom-compile-command "make upgrade" --upgrade --quiet
SOURCES := cop_portal progress improvement sessions discussions cohorts notifications accounts common

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run backup restore test lint format types layers check bench bench-breakouts bench-reminders messages upgrade clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.base-installed ## Prepare .venv with what the portal runs on (once; again is instant)

setup-dev: $(VENV)/.dev-installed ## The same with what tests and checks need

run backup restore messages: export PORTAL_DEMO ?= 1
run: setup ## Run the portal with its three programs and demo people (PORT, PORTAL_DATA_DIR; Ctrl-C stops it)
	@echo "Starting the portal ..."
	@$(BIN)/python manage.py run_portal

backup: setup ## Write the database and the uploads into one file (FILE=… names it)
	@$(BIN)/python manage.py backup $(FILE)

restore: setup ## Bring a backup back into an empty portal: make restore FILE=…
	@$(BIN)/python manage.py restore $(or $(FILE),$(error say which: make restore FILE=portal-….tar.gz))

test: setup-dev ## Run the tests (browser tests where Chromium is found)
	$(BIN)/pytest -n $(TEST_PROCESSES)

lint: setup-dev ## Check style and templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	find templates -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --check --target-version 5.2

format: setup-dev ## Bring style and templates in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	find templates -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --target-version 5.2

types: setup-dev ## Check the types
	$(BIN)/mypy

layers: setup-dev ## Check who imports whom
	$(BIN)/lint-imports --no-logo

check: lint types layers test ## Everything a change must pass

bench: setup-dev ## Measure the pages against a control on PostgreSQL (DATABASE_URL; BENCH_DIVIDED_BY=50 for a quick try)
	$(BIN)/python -m tests.benchmarks

bench-breakouts: setup-dev ## Measure the breakout planner against its bars, and write var/breakouts.json
	@nice -n 10 $(BIN)/python -m tests.benchmarks.breakouts

bench-reminders: setup-dev ## Send reminders by the thousand and kill those who do (DATABASE_URL; BENCH_DIVIDED_BY=50 for a quick try)
	@nice -n 10 $(BIN)/python -m tests.benchmarks.reminders

messages: setup-dev ## Collect the sentences to translate into locale/, then compile them (needs gettext)
	$(BIN)/python manage.py makemessages --all --no-obsolete --add-location file --ignore '.venv*' --ignore var --ignore tests
	$(BIN)/python manage.py compilemessages --ignore '.venv*'

upgrade: setup-dev ## Bring the pinned requirements to their newest allowed versions
	$(COMPILE) requirements/base.in --output-file requirements/base.txt
	$(COMPILE) requirements/dev.in --output-file requirements/dev.txt

clean: ## Remove .venv and what the tools left; the portal's data in var/ stays
	rm -rf $(VENV) .coverage htmlcov .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find $(SOURCES) tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A virtualenv whose Python has gone from the machine is made anew, stamps and all.
$(BIN)/python:
	@$(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "The portal needs Python 3.11 or newer, and $(or $(PYTHON),python3) is not one ($$($(or $(PYTHON),python3) --version 2>&1 | head -n 1))."; \
		echo "Install one, or say where one is: make setup PYTHON=/path/to/python3.12"; exit 1; }
	@echo "Preparing $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); \
		echo "The virtualenv could not be made. On Debian and Ubuntu it needs: apt-get install python3-venv"; exit 1; }

# Wheels only, each with its hash: installing runs nobody's build script.
PIP_INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --only-binary :all:

$(VENV)/.base-installed: requirements/base.txt | $(BIN)/python
	@echo "Installing the pinned requirements into $(VENV) ..."
	@$(PIP_INSTALL) --requirement $<
	@touch $@

$(VENV)/.dev-installed: requirements/dev.txt $(VENV)/.base-installed
	@echo "Installing what tests and checks need into $(VENV) ..."
	@$(PIP_INSTALL) --requirement $<
	@touch $@
