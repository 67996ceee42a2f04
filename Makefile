# gradviz: `make lab` opens the lessons, `make test` runs every test. Another Python: make lab PYTHON=python3.13

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
TORCH  := $(VENV)/torch
PEERS  := $(VENV)/peers
PIP    := $(BIN)/python -m pip --disable-pip-version-check
NBVAL  := --nbval --nbval-current-env --nbval-cell-timeout 120 --nbval-sanitize-with tests/nbval-sanitize.cfg

.DEFAULT_GOAL := help
.PHONY: help lab doctor test test-torch lint gallery bench bench-peers texts clean constraints
.DELETE_ON_ERROR:

help:
	@echo "make lab         install into $(VENV) and open the lessons in JupyterLab"
	@echo "make doctor      say what works on this computer"
	@echo "make test        install, find or install a browser, lint, and run every test"
	@echo "make test-torch  install PyTorch into $(TORCH) and compare with it"
	@echo "make lint        the style and type checks alone"
	@echo "make gallery     every kind of picture in every theme, on one page: build/gallery/index.html"
	@echo "make texts       collect every visible text for translators: writes gradviz/locale/gradviz.pot"
	@echo "make bench       measure against other ways to do the same"
	@echo "make bench-peers the other tools that draw, side by side: writes docs/peers.md"
	@echo "make clean       remove $(VENV) and what was built"

# --- the virtual environment: a stamp file per extra, so that a second run installs nothing ---

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  found="$$($(PYTHON) --version 2>/dev/null)"; \
	  echo "gradviz needs Python 3.11 or newer; '$(PYTHON)' is $${found:-not a Python that runs here}." >&2; \
	  echo "Name another one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "No virtual environment could be made. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/.installed-%: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --quiet -c constraints.txt -e '.[$*]'
	@touch $@

# PyTorch has an environment to itself, so that nothing outside can lean on it. The version is the one whose printed
# answers tests/listings holds.
$(TORCH)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m venv $(TORCH)
	$(TORCH)/bin/python -m pip --disable-pip-version-check install --quiet -c constraints.txt -e . \
	  torch==2.13.0 autograd hypothesis pytest pytest-timeout
	@touch $@

# The other tools that draw, for comparison. torchviz asks for any torch at all: it must not bring another one.
$(PEERS)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m venv $(PEERS)
	$(PEERS)/bin/python -m pip --disable-pip-version-check install --quiet -c constraints.txt torch==2.13.0
	$(PEERS)/bin/python -m pip --disable-pip-version-check install --quiet -c constraints.txt -e . micrograd mygrad setuptools
	$(PEERS)/bin/python -m pip --disable-pip-version-check install --quiet --no-deps torchviz==0.0.3 torchview==0.2.7
	@touch $@

# --- what people run ---

lab: $(VENV)/.installed-lab
	$(BIN)/gradviz lab

doctor: $(VENV)/.installed-lab
	$(BIN)/gradviz doctor

lint: $(VENV)/.installed-test
	$(BIN)/python -m ruff check
	$(BIN)/python -m mypy

# Two workers: the one browser waits for its pages most of the time, and the other tests run meanwhile (tests/conftest.py
# says which go together). pytest runs last, so that the output closes with its own summary line.
test: lint
	@CHROMIUM="$$($(BIN)/python tests/browser/chromium.py --install)" && export CHROMIUM && \
	  exec $(BIN)/python -m pytest -n 2 $(NBVAL) tests notebooks

# The same listings, layers and random programs on gradviz and on PyTorch.
test-torch: $(TORCH)/.installed
	$(TORCH)/bin/python -m pytest tests/torch tests/test_listings.py

gallery: $(VENV)/.installed-lab
	$(BIN)/python docs/gallery.py

# Babel collects and writes it: GNU gettext's own format, and JupyterLab brings Babel along anyway.
texts: $(VENV)/.installed-test
	$(BIN)/python tests/catalogue.py

bench: $(VENV)/.installed-bench
	@CHROMIUM="$$($(BIN)/python tests/browser/chromium.py --install)" && export CHROMIUM && \
	  exec $(BIN)/python -m benchmarks

# Every cell of its tables is printed by a check; a notebook is looked at with the JupyterLab of the benchmarks.
bench-peers: $(PEERS)/.installed $(VENV)/.installed-bench
	@CHROMIUM="$$($(BIN)/python tests/browser/chromium.py --install)" && export CHROMIUM && \
	  exec $(PEERS)/bin/python -m benchmarks.peers --jupyter $(BIN)/python --write docs/peers.md

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find gradviz tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# --- for maintainers: pin the newest versions that Python 3.11 to 3.14 share, on every platform ---

constraints: $(VENV)/.installed-test
	$(PIP) install --quiet uv
	{ sed -n '/^#/p' constraints.txt; echo notebook | $(BIN)/python -m uv pip compile --quiet --universal \
	  --python-version 3.11 --fork-strategy fewest --all-extras --strip-extras --no-annotate --no-header \
	  --no-emit-package gradviz pyproject.toml -; } > $(VENV)/constraints.txt
	cp $(VENV)/constraints.txt constraints.txt
