# One word each; `make` alone lists them. Everything lives in .venv and var/, nothing is installed elsewhere
# (except, as root, Debian's chromium for the browser tests when it is missing).
SHELL := /bin/bash
# Debian's own Python where it is complete: it is built with optimisation, as others on the path may not be,
# which is worth a tenth to a fifth of the time. Name another one with PYTHON=.
PYTHON ?= $(shell /usr/bin/python3.11 -c "import ensurepip" 2>/dev/null && echo /usr/bin/python3.11 || echo python3)
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PREPARE := $(PYTHON) trdsite/prepare.py
CODE := trdsite patients assessment tests manage.py
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run setup test check fix demo docs bench mutants lock
help:
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

run:  ## start everything and serve on 127.0.0.1:$PORT (8000)
	@$(PREPARE) run && exec $(BIN)/python -m trdsite.run

setup:  ## make .venv with everything that developing needs
	@$(PREPARE) dev

test: check  ## everything CI runs
	@$(BIN)/pytest -n 2 -q

check: setup  ## format, lint, types, import contracts, migrations
	@$(BIN)/ruff format --check --quiet $(CODE)
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/mypy $(CODE)
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(MANAGE) makemigrations --check --dry-run

fix: setup  ## format, and mend what the linter can
	@$(BIN)/ruff format --quiet $(CODE)
	@$(BIN)/ruff check --fix --quiet $(CODE)

demo:  ## empty the database and load the demo clinic again
	@$(PREPARE) run && exec $(MANAGE) reset_demo

docs: setup  ## write the generated pages of docs/clinical again
	@$(BIN)/python -m tests.documentation

bench: setup  ## measure
	@$(BIN)/python -m tests.benchmarks

mutants: setup  ## does each rule have a test that notices when it is wrong?
	@$(BIN)/python -m tests.mutants $(MODULE) $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED)) $(if $(AGAIN),--again)

lock: setup  ## pin requirements.in and requirements-dev.in
	@for name in requirements requirements-dev; do \
	  CUSTOM_COMPILE_COMMAND="make lock" PIP_CONFIG_FILE=/dev/null PIP_FIND_LINKS= PIP_EXTRA_INDEX_URL= \
	  $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url \
	  --no-emit-find-links --no-emit-options --output-file=$$name.txt $$name.in; done
