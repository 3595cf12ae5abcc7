# `make app` serves the app, `make check` is for daily work, `make test` runs every test. Each makes its own environment.
PYTHON ?= $(firstword $(foreach p,python3.13 python3.12 python3.11 python3 python,$(if $(shell command -v $(p) >/dev/null 2>&1 && $(p) -c 'import sys; print(1 if sys.version_info >= (3, 11) else "")' 2>/dev/null),$(p))))
VENV ?= .venv
PORT ?= 8501
PROCESSES ?= 2
BIN = $(VENV)/bin

.PHONY: app check test venv warm clean

app: $(VENV)/.warm
	@$(BIN)/garden app --port $(PORT)

# Compiled before the processes of the tests start, or each of them would compile for itself.
test: $(VENV)/.test
	@$(BIN)/python -m tests.browser
	@$(BIN)/garden warm
	@$(BIN)/python -m pytest --numprocesses $(PROCESSES) --dist loadfile --no-loadscope-reorder

# Rules by hand-computed units, the golden results, words, style, guides, links and pages made from the code.
CHECKED = $(patsubst %,tests/test_%.py,rules garden_rules other_rules channel insolvency finance labour golden words parameter_words \
	style guides) tests/test_readme.py::test_every_link_between_documents_leads_somewhere \
	tests/test_readme.py::test_the_index_lists_every_page tests/test_docs.py::test_a_reference_page_is_what_the_command_writes

check: $(VENV)/.test
	@$(BIN)/garden warm
	@$(BIN)/python -m pytest $(CHECKED) --numprocesses $(PROCESSES)

venv: $(VENV)/.app

$(VENV)/.python:
	@test -n "$(PYTHON)" || { echo "error: no Python found; Partner Garden needs Python 3.11 or newer (set PYTHON=...)"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { echo "error: $(PYTHON) cannot make an environment; install its venv module (python3-venv)"; exit 2; }
	@touch $@

$(VENV)/.app: $(VENV)/.python requirements/app.txt requirements/build.txt pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/app.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: $(VENV)/.app requirements/test.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

SOURCES = $(wildcard agents/*.py model/*.py scenarios/*.py scenarios/*.toml experiments/*.py experiments/*/*.py app_pages/*.py app_pages/*/*.py)

# Compile the engine and finish the opening comparison now, not at somebody's first click.
$(VENV)/.warm: $(VENV)/.app $(SOURCES)
	@echo "compiling the market and running the opening comparison (once, a few minutes)"
	@$(BIN)/garden warm
	@$(BIN)/python -m app_pages.opening
	@touch $@

warm: $(VENV)/.warm

clean:
	rm -rf $(VENV)
