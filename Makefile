# `make run` and `make test` are all that a new user needs.
PY := .venv/bin/python
PORT ?= 8000
DATA ?= data
PART ?= service
PROCESSES ?= 2

.PHONY: run test check bench wheelhouse lock docs clean

.venv/run.stamp: requirements/run.lock pyproject.toml
	python3 -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/dev.stamp: requirements/dev.lock .venv/run.stamp
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	touch $@

# Peers that only benchmarks need.
.venv/bench.stamp: requirements/bench.lock .venv/dev.stamp
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.lock
	touch $@

run: .venv/run.stamp
	$(PY) tools/messages.py compile
	.venv/bin/bonafix up --demo --data $(DATA) --port $(PORT)

test: .venv/dev.stamp
	sh tools/system_packages.sh
	$(PY) tools/messages.py compile
	$(PY) -m pytest -n $(PROCESSES) --dist loadgroup

check: .venv/dev.stamp
	$(PY) tools/messages.py compile
	.venv/bin/ruff check .
	.venv/bin/ruff format --check src tests tools
	.venv/bin/lint-imports
	$(PY) -m mypy
	$(PY) tools/states.py --check
	$(PY) tools/messages.py check

bench: .venv/bench.stamp
	$(PY) tools/messages.py compile
	$(PY) -m bench.$(PART) $(ARGS)

# Everything to install without a network, for this kind of machine and this Python.
wheelhouse: .venv/run.stamp
	$(PY) tools/messages.py compile
	rm -rf wheelhouse
	$(PY) -m pip download --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements/run.lock -d wheelhouse
	$(PY) -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation -w wheelhouse .
	cp requirements/run.lock deploy/bonafix*.service deploy/bonafix*.timer docs/operations.md wheelhouse/
	cp deploy/wheelhouse.md wheelhouse/README.md

docs: .venv/dev.stamp
	$(PY) tools/states.py

# Needs `uv`. No registry's address goes into a lock file.
lock:
	uv pip compile pyproject.toml --group build --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements/run.lock
	uv pip compile pyproject.toml --group build --group dev --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements/dev.lock
	uv pip compile pyproject.toml --group data --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements/data.lock
	uv pip compile pyproject.toml --group build --group dev --group bench --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements/bench.lock
	uv pip compile --group places-peers --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements/places-peers.lock

clean:
	rm -rf .venv build dist wheelhouse
