# make demo    sets up .venv and shows real answers on an embedded server
# make test    sets up .venv, .venv-peers, DCMTK and Orthanc, and runs all tests; ARGS="-k name" goes to pytest
# make check   lint, format, types, import rules
# make clean   removes what these made
#
# PYTHON names the interpreter (3.11 or newer) that the environments are made from.

PYTHON ?= python3
ARGS   ?=
SHELL  := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

VENV  := .venv
PEERS := .venv-peers
PIP   := -m pip --quiet --disable-pip-version-check

.PHONY: demo test check clean debian-peers
.DEFAULT_GOAL := test

demo: $(VENV)/.package
	$(VENV)/bin/python -m findscu demo

test: $(VENV)/.dev $(PEERS)/.pynetdicom debian-peers
	$(VENV)/bin/python -m pytest $(ARGS)

check: $(VENV)/.dev
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/python tools/check_layers.py

clean:
	rm -rf $(VENV) $(PEERS) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests tools -name __pycache__ -type d -exec rm -rf {} +

# --- environments: a stamp says that one is up to date --------------------------------------------------------------

# A shim of a version manager is slow to start and moves with the folder: the environment is made from what it stands for.
%/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "findscu needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || tools/apt_install.sh python3-venv
	"$$($(PYTHON) -c 'import sys; print(sys.executable)')" -m venv --clear $(@D)
	$(@D)/bin/python $(PIP) install --upgrade pip
	@touch $@

$(VENV)/.package: $(VENV)/.created pyproject.toml
	$(VENV)/bin/python $(PIP) install --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.package
	$(VENV)/bin/python $(PIP) install --group dev
	@touch $@

# pynetdicom installs a command of our name, so it never shares an environment with us. Missing peers fail in CI only.
$(PEERS)/.pynetdicom: $(PEERS)/.created
	@if $(PEERS)/bin/python $(PIP) install 'pynetdicom[apps]>=3'; then touch $@; \
	else echo "findscu: pynetdicom could not be installed; its tests will not run" >&2; fi

debian-peers:
	@missing=; PATH="$$PATH:/usr/sbin"; \
	command -v dcmqrscp wlmscpfs >/dev/null || missing="$$missing dcmtk"; \
	command -v Orthanc >/dev/null || missing="$$missing orthanc"; \
	command -v xmllint >/dev/null || missing="$$missing libxml2-utils"; \
	command -v openssl >/dev/null || missing="$$missing openssl"; \
	[ -z "$$missing" ] || tools/apt_install.sh $$missing \
	  || echo "findscu: not installed:$$missing; their tests will not run" >&2

.PRECIOUS: %/.created
