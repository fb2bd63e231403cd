# Sedulang. `make run` and `make test` do all of their own set-up.
PYTHON ?= python3
PORT ?= 8000
PY := .venv/bin/python
MANAGE := $(PY) -W ignore manage.py
STAMPS := var/stamps

.PHONY: run setup test lint format stop pins messages shots bench clean

run: setup
	@$(MANAGE) demo --sign-ins
	@echo "==> http://127.0.0.1:$(PORT)/   (Ctrl-C ends it)"
	@$(MANAGE) serve --port $(PORT)

setup: $(STAMPS)/python $(STAMPS)/static
	@echo "==> database"
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) demo

test: $(STAMPS)/python-dev $(STAMPS)/messages
	@sh tests/chromium.sh
	$(PY) -m pytest -n 2 --dist loadfile $(ARGS)

lint: $(STAMPS)/python-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports
	.venv/bin/mypy

format: $(STAMPS)/python-dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

stop:
	@$(PY) -W ignore -m config.database stop

pins: $(STAMPS)/python-dev
	.venv/bin/pip-compile -q --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host \
		--no-emit-find-links --no-header -o requirements.txt requirements.in
	.venv/bin/pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
		--no-emit-trusted-host --no-emit-find-links --no-header -o requirements-dev.txt requirements-dev.in

messages: $(STAMPS)/python-dev
	$(MANAGE) makemessages -l id -l en --no-obsolete --ignore=.venv --ignore=var
	$(MAKE) $(STAMPS)/messages

shots: setup $(STAMPS)/python-dev
	$(PY) -W ignore -m tests.shots

bench: setup $(STAMPS)/python-dev
	@for file in benchmarks/*.py; do $(PY) -W ignore $$file || exit 1; done

clean: stop
	rm -rf .venv var

$(STAMPS)/venv:
	@echo "==> virtual environment"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv .venv
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/python: requirements.txt | $(STAMPS)/venv
	@echo "==> packages"
	@.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(STAMPS)/python-dev: requirements-dev.txt $(STAMPS)/python
	@echo "==> packages for development"
	@.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# The shop's texts are in locale/, a BUMDes room's own in bumdes/<room>/locale/.
LOCALES := locale $(wildcard bumdes/*/locale)
$(STAMPS)/messages: $(foreach dir,$(LOCALES),$(wildcard $(dir)/*/LC_MESSAGES/*.po)) | $(STAMPS)/python
	@echo "==> translations"
	@for dir in $(LOCALES); do .venv/bin/pybabel -q compile -d $$dir -D django || exit 1; done
	@touch $@

$(STAMPS)/static: $(STAMPS)/python $(STAMPS)/messages $(shell find themes/static -type f)
	@echo "==> static files"
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@touch $@
