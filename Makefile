# make demo    sets up .venv and shows real answers on an embedded server
# make test    sets up .venv, .venv-peers, DCMTK and Orthanc, and runs all tests; ARGS="-k name" goes to pytest
# make check   lint, format, types, import rules
# make torture   queries dcmqrscp through a proxy that cuts, delays and corrupts; ARGS="--runs 100 --seed 3"
# make fuzz    fuzzes each parser for SECONDS=60 with atheris, from what real peers and files say
# make bench   compares our speed with DCMTK's and pynetdicom's, and writes docs/benchmarks.md; takes half an hour
# make bench-check   the same for what has a budget, and fails where one is passed; ARGS="--only jsonl" is one row
# make clean   removes what these made
#
# PYTHON names the interpreter (3.11 or newer) that the environments are made from.

PYTHON ?= python3
ARGS   ?=
SECONDS ?= 60
SHELL  := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

VENV  := .venv
PEERS := .venv-peers
BENCH := .venv-bench
PIP   := -m pip --quiet --disable-pip-version-check

.PHONY: demo test check torture fuzz bench bench-check bench-install clean debian-peers
.DEFAULT_GOAL := test

demo: $(VENV)/.package
	$(VENV)/bin/python -m findscu demo

test: $(VENV)/.dev $(PEERS)/.pynetdicom debian-peers
	$(VENV)/bin/python -m pytest $(ARGS)

check: $(VENV)/.check
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/python tools/check_layers.py

torture: $(VENV)/.dev debian-peers
	$(VENV)/bin/python tests/torture/run.py $(ARGS)

fuzz: $(VENV)/.dev debian-peers
	$(VENV)/bin/python $(PIP) install --group fuzz
	$(VENV)/bin/python fuzz/run.py --seconds $(SECONDS) $(ARGS)

bench: $(VENV)/.dev $(PEERS)/.pynetdicom debian-peers bench-install
	$(VENV)/bin/python bench/run.py $(ARGS)

bench-check: $(VENV)/.dev $(PEERS)/.pynetdicom debian-peers bench-install
	$(VENV)/bin/python bench/run.py --check $(ARGS)

clean:
	rm -rf $(VENV) $(PEERS) $(BENCH) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
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

$(VENV)/.check: $(VENV)/.package
	$(VENV)/bin/python $(PIP) install --group check
	@touch $@

$(VENV)/.dev: $(VENV)/.check
	$(VENV)/bin/python $(PIP) install --group dev
	@touch $@

# What is measured is an ordinary install, which starts faster than an editable one.
bench-install: $(BENCH)/.created
	$(BENCH)/bin/python $(PIP) install --force-reinstall --no-deps .
	$(BENCH)/bin/python $(PIP) install pydicom

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
	command -v tinyproxy >/dev/null || missing="$$missing tinyproxy-bin"; \
	for shell in zsh fish; do command -v $$shell >/dev/null || missing="$$missing $$shell"; done; \
	command -v mandoc >/dev/null || missing="$$missing mandoc"; \
	command -v jq >/dev/null || missing="$$missing jq"; \
	command -v man >/dev/null || missing="$$missing man-db"; \
	[ -z "$$missing" ] || tools/apt_install.sh $$missing \
	  || echo "findscu: not installed:$$missing; their tests will not run" >&2

.PRECIOUS: %/.created
