# Every target sets up what it needs inside the checkout (.venv, .cache) and in the user's own caches.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
OPS := .venv-ops
BENCH := .venv-bench

.PHONY: demo test check lint types imports generated quick test-delivery bench bench-engine bench-extract bench-tag score-tag soak check-deploy docs lock schemas clean

demo: $(VENV)/.run
	$(BIN)/tocsin demo --once

# A Python is chosen by running it: a name on the PATH may be a stub that fails.
$(BIN)/python:
	@for p in python3.13 python3.12 python3.11 python3; do \
	  if $$p -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then \
	    echo "setting up $(VENV) with $$($$p --version)"; exec $$p -m venv $(VENV); fi; done; \
	echo "Tocsin needs Python 3.11, 3.12 or 3.13 with its venv module on the PATH; install one and run make again." >&2; exit 1

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	touch $@

$(VENV)/.test: requirements-test.lock $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-deps -r requirements-test.lock
	touch $@

# Files are spread over two processes: what needs a broker or a worker waits more than it works.
test: $(VENV)/.test
	$(BIN)/python -m pytest -n 2 --dist loadfile --cov=tocsin.core --cov-branch --cov-report=term-missing:skip-covered --cov-fail-under=100

# Two cores are enough; what needs a broker of its own is spread by file.
quick: $(VENV)/.test
	$(BIN)/python -m pytest -m "not kafka and not slow" -n auto --dist loadfile

# The one law under faults: real Kafka, real workers, real faults (TROUBLES="sigkill ..." for some), its table written into
# DECISIONS.md; then the figures of the engine alone.
test-delivery: $(VENV)/.test
	$(BIN)/python tests/delivery/road.py $(TROUBLES) --write
	$(BIN)/python tests/delivery/engine_figures.py

bench-engine: $(VENV)/.test
	$(BIN)/python tests/bench/engine_speed.py
	$(BIN)/python tests/bench/road_speed.py

# All faults at random for HOURS, from a printed seed, with the same checks.
HOURS ?= 1
soak: $(VENV)/.test
	$(BIN)/python tests/delivery/road.py --hours $(HOURS)

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy

imports: $(VENV)/.test
	$(BIN)/lint-imports

check: lint types imports test

schemas: $(VENV)/.run
	$(BIN)/python service/tools/write_schemas.py

docs: $(VENV)/.run
	$(BIN)/python -m tocsin.cli.readme README.md

$(BENCH)/.bench: requirements-bench.lock requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-deps -r requirements-bench.lock
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	touch $@

# make bench-extract SETS="FOLDER..." [OUT=table.md]; the forms of a folder are in the script. The README shows the table.
bench-extract: $(BENCH)/.bench
	@test -n "$(SETS)" || { echo 'give the folders of the public sets: make bench-extract SETS="FOLDER..."' >&2; exit 2; }
	$(BENCH)/bin/python tests/bench/extract.py $(SETS) --readme README.md $(if $(OUT),--out $(OUT))

bench-tag: $(VENV)/.test
	$(BIN)/python tests/bench/tag.py

# make score-tag POLARITY=FILE STATUS=FILE [HALF=open]; the forms of the files are in the script.
score-tag: $(VENV)/.test
	@test -n "$(POLARITY)" -a -n "$(STATUS)" || { echo 'give the labelled sentences: make score-tag POLARITY=FILE STATUS=FILE' >&2; exit 2; }
	$(BIN)/python tests/bench/held_out.py $(POLARITY) $(STATUS) $(if $(HALF),--half $(HALF))

$(OPS)/.ops: requirements-ops.lock | $(BIN)/python
	$(BIN)/python -m venv $(OPS)
	$(OPS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-deps -r requirements-ops.lock
	touch $@

# The loader is what docker compose itself uses; the schema alone misses references, cycles and durations.
.cache/composecheck: deploy/check/main.go deploy/check/go.mod deploy/check/go.sum
	mkdir -p .cache
	cd deploy/check && go build -o ../../.cache/composecheck .

check-deploy: $(OPS)/.ops .cache/composecheck
	$(OPS)/bin/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	.cache/composecheck docker-compose.yml
	$(OPS)/bin/hadolint deploy/Dockerfile

# The lock names no index address; Python's versions differ by markers only.
lock:
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-build -o requirements.lock
	uv pip compile pyproject.toml --group test -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-build -o requirements-test.lock
	# newspaper4k asks for an older python-dateutil than ours; it runs with ours.
	uv pip compile pyproject.toml --group build --group bench -c requirements.lock --override <(echo 'python-dateutil==4.0.0') --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-build -o requirements-bench.lock
	uv pip compile --group pyproject.toml:ops --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-build -o requirements-ops.lock

clean:
	rm -rf $(VENV) $(OPS) $(BENCH) .cache build dist service/*.egg-info
