# Two commands do all set-up: `make demo` runs the product on sample data, `make test` passes all tests.
# Both need Python 3.11 or later; the tests of pages also Node.js and Java (.ci/checkers sees to them on Debian),
# those of the static edition nginx (.ci/nginx).
# What they install lands in .venv and tests/eyes/node_modules.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
UV := 0.13.9

# Compiled once: else every process that starts would compile the product and its libraries anew, some 2 s.
export UV_COMPILE_BYTECODE := 1
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test test-slow check bench clean browser checkers nginx pictures messages

demo: $(VENV)/.ready
	$(RUN)/ideaboard demo

test: $(VENV)/.ready-dev browser checkers nginx
	$(RUN)/pytest -n 2 --dist worksteal -m "not slow"

test-slow: $(VENV)/.ready-dev browser checkers
	$(RUN)/pytest -m slow --timeout 1500 --ignore tests/eyes
	$(RUN)/pytest -m slow --timeout 1500 -n 2 --dist worksteal tests/eyes

check: $(VENV)/.ready-dev
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy --strict ideaboard
	$(RUN)/pytest -q tests/test_architecture.py

bench: $(VENV)/.ready-dev
	$(RUN)/python -m bench

# Chromium for the browser tests: one that is installed, else Debian's, else Playwright's own.
browser: $(VENV)/.ready-dev
	@.ci/browser $(RUN)

# What looks at pages in tests/eyes: pinned by its own lock file, unpacked beside it.
checkers:
	@.ci/checkers

# The web server of the static edition.
nginx:
	@.ci/nginx

# The lock file pins every package with its hash; uv itself is the one thing pinned here.
$(VENV)/.ready: pyproject.toml uv.lock
	$(PYTHON) -m venv $(VENV)
	$(RUN)/pip install --quiet --disable-pip-version-check uv==$(UV)
	UV_PROJECT_ENVIRONMENT=$(VENV) $(RUN)/uv sync --frozen --no-dev --inexact --quiet
	touch $@

$(VENV)/.ready-dev: $(VENV)/.ready
	UV_PROJECT_ENVIRONMENT=$(VENV) $(RUN)/uv sync --frozen --inexact --quiet
	touch $@

pictures: $(VENV)/.ready-dev browser
	$(RUN)/python docs/pictures/make.py

# Gathers all texts into the catalogues; what is new or changed waits there for its translation.
messages: $(VENV)/.ready-dev
	$(RUN)/python -m ideaboard.locale

clean:
	rm -rf $(VENV) tests/eyes/node_modules data search_index/gen-* search_index/current
