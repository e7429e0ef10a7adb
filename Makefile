# make run    start the app              make test   run all tests
# make check  validate data and pictures make lint   style and types
# make build  redraw what changed        make sheet MUSCLE=infraspinatus
# make bench  measure how fast it is     make fuzz   thousands of broken things (long)
#
# Everything is installed into .venv on first use, and again when a requirements file changes.
# Another Python: make run PYTHON=python3.12. Options for Streamlit: make run ARGS="--server.port 8600".

VENV := .venv
BIN := $(VENV)/bin
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c '$(NEW_ENOUGH)' 2>/dev/null && { echo $$p; break; }; done)
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test build check lint format sheet bench fuzz clean

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | sed '/^$$/q'

# With an address of its own Streamlit does not ask a host in the internet for the machine's.
run: $(VENV)/.for-run
	$(BIN)/streamlit run app.py --server.showEmailPrompt=false --browser.serverAddress=localhost $(ARGS)

test: $(VENV)/.for-dev
	$(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 --dist=loadfile $(ARGS)

lint: $(VENV)/.for-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.for-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

build: $(VENV)/.for-build
	$(BIN)/python -m atlas build $(MUSCLE) $(ARGS)

check: $(VENV)/.for-build
	$(BIN)/python -m atlas check

sheet: $(VENV)/.for-build
	@test -n "$(MUSCLE)" || { echo "Which one? make sheet MUSCLE=infraspinatus"; exit 1; }
	$(BIN)/python -m atlas sheet $(MUSCLE) $(ARGS)

# Keep the figures: make bench ARGS=--write
bench: $(VENV)/.for-dev
	$(BIN)/python -m bench $(ARGS)

fuzz: $(VENV)/.for-dev
	$(BIN)/python -m pytest -m fuzz --hypothesis-profile=long $(ARGS)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

# ---- the environment: one stamp for each set of requirements

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer found. Name one: make run PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c '$(NEW_ENOUGH)' || { echo "$(PYTHON) is older than Python 3.11."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Could not make $(VENV). On Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(VENV)/.for-run: requirements.txt
$(VENV)/.for-build: requirements-build.txt requirements.txt
$(VENV)/.for-dev: requirements-dev.txt requirements-build.txt requirements.txt

$(VENV)/.for-run $(VENV)/.for-build $(VENV)/.for-dev: | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@
