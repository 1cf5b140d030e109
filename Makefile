# `make demo` and `make test` do everything on a fresh Debian machine with Python 3.11 (pip, venv) and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --progress-bar off --constraint constraints.txt

.PHONY: demo test lint bench encoder screenshots messages clean

demo: $(VENV)/.program
	$(BIN)/newstide demo $(DEMO)

test: $(VENV)/.development .system
	$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup $(TESTS)

lint: $(VENV)/.development
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(VENV)/.benchmark
	$(BIN)/python -m tests.benchmarks.bench $(BENCH)

encoder: $(VENV)/.training
	$(BIN)/python -m analysis.training $(ENCODER)

screenshots: $(VENV)/.development .system
	$(BIN)/python -m tests.browser.screenshots

# `make messages NEW=pl` begins a catalogue; without NEW every one is brought up to date. See docs/translating.md.
messages: $(VENV)/.development
	$(BIN)/python -m analysis.locale $(NEW)

clean:
	rm -rf $(VENV) build dist *.egg-info

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.program: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing newstide into $(VENV): some minutes the first time."
	$(PIP) --editable .
	@touch $@

$(VENV)/.development: $(VENV)/.program
	$(PIP) --editable '.[dev,postgresql]'
	@touch $@

$(VENV)/.benchmark: $(VENV)/.development
	$(PIP) --editable '.[dev,bench]'
	@touch $@

$(VENV)/.training: $(VENV)/.program
	$(PIP) --editable '.[training]'
	@touch $@

# The browser tests need a Chromium, the store's tests a PostgreSQL server: Debian's packages, when we may install them.
.PHONY: .system
.system:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		packages=""; \
		command -v chromium >/dev/null || packages="$$packages chromium fonts-noto-core"; \
		ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || packages="$$packages postgresql"; \
		if [ -n "$$packages" ]; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$packages >/dev/null; \
		fi; \
	fi
