# Two commands set everything up: `make report` runs the main job, `make test` the tests.
PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: all report test test-backends lint fmt accuracy timings planted
.PHONY: bench bench-growth bench-study bench-explain
.PHONY: picture figures tables docs linkcheck lock clean

all: lint test report

report: .venv/installed  ## main job: PhysioNet subject 1, imagined fists against feet
	$(BIN)/eegmodels report $(ARGS)

# Two processes for two cores: no threads of BLAS beside them.
PYTEST := -m pytest -n 2 --dist loadfile
test test-backends: export OMP_NUM_THREADS := 1
test test-backends: export OPENBLAS_NUM_THREADS := 1

test: .venv/developing  ## the whole suite
	$(BIN)/python $(PYTEST) $(ARGS)

# What depends on the backend: networks, fast path, files, estimators, explanations.
ON_BACKENDS := tests/models tests/fast tests/estimator tests/explain tests/report/test_every_network.py
# What scikit-learn checks does not depend on it, and takes minutes without compiling.
ON_BACKENDS += --ignore-glob=tests/estimator/test_check_*.py

test-backends: .venv-backends/installed  ## the same on TensorFlow and on PyTorch
	for backend in tensorflow torch; do \
	  KERAS_BACKEND=$$backend .venv-backends/bin/python $(PYTEST) $(ON_BACKENDS) $(ARGS) || exit 1; \
	done

lint: .venv/developing  ## style, types, direction of imports
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports

fmt: .venv/developing
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

accuracy: .venv/installed  ## the accuracies that the README quotes
	$(BIN)/python benchmarks/accuracy.py $(ARGS)

timings: .venv/installed  ## the times and the memory that the README quotes
	$(BIN)/python benchmarks/timings.py $(ARGS)

planted: .venv/installed  ## what explanations find of planted sources, with bounds
	$(BIN)/python benchmarks/planted.py $(ARGS)

# Their tables and pictures are the documentation's.
bench: .venv-bench/installed  ## training beside Keras and braindecode; let nothing else run
	.venv-bench/bin/python benchmarks/training.py --write docs/speed $(ARGS)

bench-growth: .venv-bench/installed  ## the same against sizes and numbers of networks
	.venv-bench/bin/python benchmarks/growth.py --write docs/speed $(ARGS)

bench-study: .venv/installed  ## fifty networks: 5 folds x 10 seeds
	$(BIN)/python benchmarks/study.py $(ARGS)

bench-explain: .venv-bench/installed  ## DeepLIFT beside Captum's; let nothing else run
	.venv-bench/bin/python benchmarks/beside_captum.py $(ARGS)

picture: .venv/installed  ## the picture of the README
	$(BIN)/python scripts/readme_picture.py

figures: .venv/installed  ## the pictures and numbers of docs/paper-figures.md
	$(BIN)/python scripts/figures.py

tables: .venv/installed  ## the tables in docs/, from the networks
	$(BIN)/python scripts/tables.py

# Warnings are errors. Nothing is downloaded but the packages of .venv-docs.
docs: .venv-docs/installed  ## the documentation, to docs/_build/html
	.venv-docs/bin/python -m sphinx -W --keep-going -b html docs docs/_build/html $(ARGS)

linkcheck: .venv-docs/installed  ## ask the addresses of other sites; no part of CI
	.venv-docs/bin/python -m sphinx -b linkcheck docs docs/_build/linkcheck $(ARGS)

lock: .venv/developing  ## write the versions in use to constraints.txt
	$(BIN)/python scripts/lock.py $(ARGS)

clean:
	rm -rf .venv .venv-backends .venv-bench .venv-docs .jax_cache build dist
	rm -rf eegmodels-report docs/_build docs/generated docs/gallery docs/sg_execution_times.rst

.venv/python: 
	@$(PYTHON) -c "import sys; v = sys.version_info; ok = v >= (3, 11); ok or print(f'eegmodels needs Python 3.11 or newer, and $(PYTHON) is {v.major}.{v.minor}. Name another one: make PYTHON=python3.12 ...'); sys.exit(not ok)"
	$(PYTHON) -m venv .venv && touch $@

.venv/installed: .venv/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --editable . && touch $@

.venv-backends/installed: .venv/python pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv-backends
	.venv-backends/bin/python -m pip install --quiet --editable '.[dev,tensorflow,torch]' && touch $@

.venv-docs/installed: .venv/python pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv-docs
	.venv-docs/bin/python -m pip install --quiet --editable '.[docs]' && touch $@

# braindecode imports torchaudio, whose compiled part needs CUDA and does not load beside
# a PyTorch without it. torchaudio runs without that part, if it is not there.
.venv-bench/installed: .venv/python pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --editable '.[bench]'
	rm -f .venv-bench/lib/python*/site-packages/torchaudio/lib/*.so && touch $@

.venv/developing: .venv/installed
	$(BIN)/python -m pip install --quiet --editable '.[dev]' && touch $@
