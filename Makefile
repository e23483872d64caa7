# `make` sets everything up in .venv and answers from the article; `make test` runs the tests.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STANDOFF := $(BIN)/standoff

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: all answers install test check docs lock clean
.DEFAULT_GOAL := all

all: install answers

answers:
	@$(STANDOFF) build
	@printf '\nWho brokered what:          standoff query mediators\n'
	@$(STANDOFF) query mediators
	@printf '\nWho blames whom:            standoff query who-blames-whom\n'
	@$(STANDOFF) query who-blames-whom
	@printf '\nWhat contradicts what:      standoff contested\n'
	@$(STANDOFF) contested
	@printf '\nAll questions it can answer: $(STANDOFF) query\n'

install: $(VENV)/installed

$(VENV)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'standoff needs Python 3.11 or later: run make PYTHON=python3.11 (or later)'; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		{ echo 'this Python has no ensurepip: install the package python3-venv and run make again'; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/python pyproject.toml tools/hatch_data.py constraints/base.txt
	@echo 'Installing standoff into $(VENV) ...'
	@$(BIN)/pip install -qq --require-hashes --requirement constraints/base.txt
	@$(BIN)/pip install -qq --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src/standoff
	@touch $@

$(VENV)/installed-test: $(VENV)/installed constraints/test.txt
	@echo 'Installing what the tests need ...'
	@$(BIN)/pip install -qq --require-hashes --requirement constraints/test.txt
	@touch $@

$(VENV)/installed-check: $(VENV)/installed-test constraints/check.txt
	@$(BIN)/pip install -qq --require-hashes --requirement constraints/check.txt
	@touch $@

test: $(VENV)/installed-test
	@$(BIN)/python -m pytest -m 'not server' -n 2

check: $(VENV)/installed-check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python tools/check_docs.py

docs: $(VENV)/installed-check
	$(BIN)/python tools/check_docs.py --write

# Resolve the pinned, hashed constraints again (needs uv).
lock:
	tools/lock

clean:
	rm -rf $(VENV) .standoff
