# Everything a fresh clone needs: `make demo` shows what Tollbook is for, `make test` runs every check.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help demo test wheel lint types pytest bench clean

help:
	@echo "make demo    read the example reports and ask three questions"
	@echo "make test    ruff, mypy --strict and pytest"
	@echo "make wheel   the wheel with the compiled reader, held against the plain one"
	@echo "make bench   speed and memory of the extractor (texts from TOLLBOOK_BENCH)"
	@echo "make clean   remove the virtual environment and what tools left behind"

# A stamp file a set of extras: made again when the packaging or what the build makes changes, and not at every run.
.venv/.runtime: pyproject.toml $(wildcard src/tollbook/web/locale/*/LC_MESSAGES/django.po) $(wildcard src/tollbook/web/assets/*)
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tollbook needs Python 3.11 or later")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

.venv/.dev: .venv/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

demo: .venv/.runtime
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh examples/demo.sh

test: lint types pytest

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.dev
	$(BIN)/mypy

pytest: .venv/.dev
	$(BIN)/pytest -n 2 --dist worksteal

wheel: .venv/.dev
	$(BIN)/python -m tests.wheel

bench: .venv/.dev
	$(BIN)/python bench/extract.py

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
