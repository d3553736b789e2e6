# lumbar-concordance: `make help` lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 8000
UV_VERSION := 0.13.9
UV := .uv/bin/uv
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv

.PHONY: help understood setup browser demo test lint fix examples bench coverage-table explanations properties mutants clean conformance

help: ## what each target does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(UV):
	@echo "Getting uv $(UV_VERSION) ..."
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target .uv "uv==$(UV_VERSION)"

.venv/.ready: $(UV) pyproject.toml uv.lock
	@$(UV) sync --locked --quiet --python $(PYTHON)
	@touch $@

setup: .venv/.ready ## set up .venv/ with the locked dependencies

demo: setup ## start the service, send it the index case, print the cards, go on serving (CI=1 stops)
	@CI=$(CI) PORT=$(PORT) $(BIN)/python -m service.demo

browser: setup ## find a Chrome or Chromium for the page tests, or install one
	$(BIN)/python -m tests.browser.find

test: setup browser ## run all tests
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

lint: setup ## ruff, mypy --strict, bandit; changes nothing
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/bandit --quiet -c pyproject.toml --recursive service cards benchmarks fhir_examples

examples: setup ## answer every example anew; read each change before committing it
	$(BIN)/python -m fhir_examples

understood: setup ## what is read of the records in RECORDS (a folder or files), and what is not
	$(BIN)/python -m service.understood $(RECORDS)

bench: setup ## the benchmarks, each a ratio against a floor measured in the same run
	$(BIN)/python -m benchmarks

coverage-table: setup ## write docs/verdict_coverage.md anew: every presentation at every level with every kind of finding
	$(BIN)/python -m tests.concordance.coverage

explanations: setup ## write tests/concordance/explanations.md anew: what each case is judged on; read each change
	$(BIN)/python -m tests.concordance.explanations

properties: setup ## the properties of every patient, on thousands of generated ones
	CONCORDANCE_EXAMPLES=3000 $(BIN)/python -m pytest tests/concordance/test_properties.py

mutants: setup ## mutation testing of service/concordance (half an hour); `make mutants ONLY=service.concordance.roots*` for a part
	CONCORDANCE_EXAMPLES=10 $(BIN)/python -m mutmut run $(ONLY)
	$(BIN)/python -m mutmut results

conformance: setup ## write docs/conformance.md and the README's table from the tests
	$(BIN)/python -m tests.http.conformance

fix: setup ## let ruff repair what it can
	$(BIN)/ruff check --fix .

clean: ## remove what the targets made
	rm -rf .venv .uv .mypy_cache .ruff_cache .pytest_cache .hypothesis mutants
