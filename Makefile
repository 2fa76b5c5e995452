# make demo    install alphagen into .venv and solve a problem with the bundled model
# make test    install it for development and run the tests
# make check   the same, then formatting, lint and types
# make clean   remove .venv and what the tools left behind
#
# PYTHON       the interpreter, 3.11 or newer (make demo PYTHON=python3.12)
# TORCH_INDEX  a further package index, for another build of torch; constraints.txt explains
#              (make demo TORCH_INDEX=https://download.pytorch.org/whl/cpu)

PYTHON ?= python3
TORCH_INDEX ?=
PROBLEM ?= examples/07-frost-report.txt
export PYTHON TORCH_INDEX

VENV := $(CURDIR)/.venv
ACTIVE = VIRTUAL_ENV="$(VENV)" PATH="$(VENV)/bin:$$PATH"
SETTINGS := pyproject.toml constraints.txt scripts/install.sh

.PHONY: demo test check clean system

demo: system .venv/installed
	$(VENV)/bin/alphagen solve $(PROBLEM)

test: system .venv/installed-dev
	-@scripts/system.sh chromium  # without a browser, the tests that need one are skipped
	$(ACTIVE) scripts/test.sh

check: .venv/installed-dev
	$(ACTIVE) scripts/check.sh

system:
	@scripts/system.sh bubblewrap libseccomp2 g++

.venv/installed: $(SETTINGS)
	@scripts/install.sh
	@touch $@

.venv/installed-dev: $(SETTINGS)
	@scripts/install.sh dev
	@touch $@ .venv/installed

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	find alphagen scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +
