# `make` says what there is to make. PORT, DATABASE_URL, EMAIL_URL and their like pass through the environment.

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --only-binary :all:
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard cms/locale/*/LC_MESSAGES/django.po))
BABEL := $(BIN)/python -m babel.messages.frontend --quiet
EXTRACT := mkdir -p var && $(BABEL) extract -F pyproject.toml --add-location file --no-wrap -o var/messages.pot
LOCK := CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/pip-compile --quiet --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host
TESTING := DJANGO_SETTINGS_MODULE=cms.settings.test DATABASE_URL=sqlite://:memory:
PRODUCTION := DJANGO_SETTINGS_MODULE=cms.settings.production DATABASE_URL=sqlite://:memory: \
	SECRET_KEY=thrown-away-after-this-check-0123456789-abcdefghijklmn PERSON_KEY=thrown-away-too \
	ALLOWED_HOSTS=letters.example.org SITE_URL=https://letters.example.org \
	LETTERS_FROM_EMAIL=letters@letters.example.org EMAIL_URL=smtp://127.0.0.1:25

.NOTPARALLEL:  # first the backup, then the installation
.PHONY: help demo install upgrade backed-up test cover prove check format messages lock screenshots production-check bench bench-record audit

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

demo: .venv/.product $(CATALOGUES)  ## site, worker and mail inbox with a campaign to try, until Ctrl-C
	@$(BIN)/python manage.py demo --serve

install: .venv/.product $(CATALOGUES)  ## what the product needs to run, and its translations

upgrade: backed-up install  ## on a server with a new version checked out: BACKUPS=folder, and RESTART=command for the end
	$(BIN)/python manage.py migrate --noinput
	$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	$(BIN)/python manage.py check --deploy --fail-level WARNING
	$(if $(RESTART),$(RESTART),@echo 'Now restart the site and the workers.')

# With the packages of the former version: whatever becomes of the installation, this much is safe.
backed-up:
	@test -n "$(BACKUPS)" || { echo "Say where backups go: make upgrade BACKUPS=/var/backups/letters RESTART='...'"; exit 1; }
	@$(BIN)/python manage.py backup $(BACKUPS) || { echo 'No backup, so nothing was changed: docs/backup.md, “Upgrade”.'; exit 1; }

test: .venv/.tests $(CATALOGUES)  ## the whole suite on PostgreSQL, in a browser too, and what a database has a say in on SQLite
	@$(BIN)/python -m tests.run

cover: .venv/.tests $(CATALOGUES)  ## the suite without a browser, and how many branches of the code it covers
	@$(BIN)/python -m tests.run cover

prove: .venv/.tests $(CATALOGUES)  ## the long proofs, with real processes and failures, each with its figures
	@$(BIN)/python -m tests.run prove

check: .venv/.tests $(CATALOGUES)  ## format, lint, types, imports, templates, migrations, production settings, French
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --check --lint templates
	$(TESTING) $(BIN)/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(EXTRACT) cms campaigns home templates
	$(BIN)/python -m cms.catalogue var/messages.pot cms/locale/fr/LC_MESSAGES/django.po

format: .venv/.tests  ## put code and templates into the form that `make check` asks for
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	$(BIN)/djlint --reformat --quiet templates || true

messages: .venv/.tests  ## collect what the code says into the French catalogue, for translation
	$(EXTRACT) cms campaigns home templates
	$(BABEL) update -D django -d cms/locale -i var/messages.pot --no-wrap --ignore-obsolete --no-fuzzy-matching --ignore-pot-creation-date

lock: .venv/.tests  ## pin what requirements*.in name, as wheels for Python 3.11.0 and later
	$(LOCK) requirements.in
	$(LOCK) requirements-dev.in
	$(INSTALL) --quiet --dry-run --python-version 3.11.0 --target var/none -r requirements.txt -r requirements-dev.txt

audit:  ## ask an advisory service about the pinned packages: needs the network, so it is no part of check or test
	@$(PYTHON) -m venv var/audit
	@var/audit/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: pip-audit
	@cat requirements.txt requirements-dev.txt | grep '==' | sort -u > var/audit/pinned.txt
	@var/audit/bin/pip-audit --strict --no-deps --disable-pip --progress-spinner off -r var/audit/pinned.txt || \
		{ echo 'Not audited, or not clean: see above. --strict fails where the service does not know a package,'; \
		echo 'as where only a package index can be reached and no advisory service: then nothing was checked.'; exit 1; }

production-check: .venv/.tests $(CATALOGUES)  ## production's own processes on this machine: journey, headers, MINUTES of load with restarts
	@$(BIN)/python -m tests.production

bench: .venv/.tests $(CATALOGUES)  ## measurements, as ratios to something run beside it
	@$(BIN)/python -m tests.bench

bench-record: .venv/.tests $(CATALOGUES)  ## the same, written to docs/benchmarks.md with the machine and the versions
	@$(BIN)/python -m tests.bench record

screenshots: .venv/.tests $(CATALOGUES)  ## the README's pictures, of the demo; into var/pictures all that supporters meet
	@$(BIN)/python -m tests.browser.screenshots

.venv/.product: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or later is needed. Name yours: make demo PYTHON=python3.12'; exit 1; }
	@echo 'Installing what requirements.txt names into .venv: a minute or two, once.'
	@$(PYTHON) -m venv .venv
	@$(INSTALL) -r requirements.txt
	@touch $@

.venv/.tests: requirements-dev.txt .venv/.product
	@echo 'Installing what tests and checks need on top, once.'
	@$(INSTALL) -r requirements-dev.txt
	@touch $@

%.mo: %.po | .venv/.product
	@$(BABEL) compile -l $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<))) -i $< -o $@
