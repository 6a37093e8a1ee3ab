# make run    sets up what is missing, builds, opens the window on the embedded library
# make test   sets up what is missing, runs every test
# make help   the rest

export PATH := $(HOME)/.cargo/bin:$(PATH)

# A build folder that outlives a checkout is used where there is one.
CACHE := $(HOME)/.cache/oqyrman/target
ifeq ($(CARGO_TARGET_DIR),)
  ifneq ($(CI)$(wildcard $(CACHE)),)
    CARGO_TARGET_DIR := $(CACHE)
  else
    CARGO_TARGET_DIR := $(CURDIR)/target
  endif
endif
export CARGO_TARGET_DIR
export OQYRMAN := $(CARGO_TARGET_DIR)/release/oqyrman
export PYTHONDONTWRITEBYTECODE := 1

# Debian's own Python has the bindings of the accessibility bus.
PYTHON := $(firstword $(wildcard /usr/bin/python3) python3)

ifeq ($(shell uname),Darwin)
  DISPLAYED := yes
else ifneq ($(WAYLAND_DISPLAY),)
  DISPLAYED := yes
else ifneq ($(filter :%,$(DISPLAY)),)
  # A local display has a socket; a variable alone is no display.
  DISPLAYED := $(wildcard /tmp/.X11-unix/X$(firstword $(subst ., ,$(patsubst :%,%,$(DISPLAY)))))
else
  DISPLAYED := $(DISPLAY)
endif

.PHONY: help run setup build tested test format lints units sessions e2e tour bench measure-download opds peers soak windows macos fuzz shots
.DEFAULT_GOAL := help

help:
	@echo "make run       set up what is missing, build, open the window on the embedded library"
	@echo "make test      set up what is missing, run every test"
	@echo "make e2e       every road with the real window, the long ones too (NAME=word walks those that match)"
	@echo "make tour      the whole road under a virtual display: pictures and a transcript in target/tour"
	@echo "make measure-download  how fast a large file comes, beside curl"
	@echo "make opds      the strict models of palace-opds judge every page of the service (Python 3.12 or newer)"
	@echo "make bench     criterion's benches, and start, memory, idle and latency of the real window"
	@echo "make soak      10,000 random commands: the tree stays whole, memory does not grow"
	@echo "make peers     how much faster our text is than that of calibre's ebook-convert"
	@echo "make shots     pictures of every screen, dialog and way to read, in every theme, at 100, 200 and 500 %, in target/shots"
	@echo "               (NAME=word takes those that match; LANG=ru or LANG=en for another language than Kazakh)"
	@echo "make fuzz      bytes that nobody has thought of for every reader of foreign bytes (FUZZ_SECONDS=300, NAME=reader)"
	@echo "make windows   the program for Windows, from here: type-checked, built, linked (target x86_64-pc-windows-gnu)"
	@echo "make macos     the program for macOS, from here: type-checked"
	@echo "make setup     only set up"

setup:
	@./setup.sh desk test

build:
	@cargo build --release --locked

run:
ifneq ($(DISPLAYED),)
	@./setup.sh
	@$(MAKE) --no-print-directory build
	@"$(OQYRMAN)"
else
	@echo "There is no display here: the same road runs under a virtual one, and leaves pictures and a transcript in target/tour."
	@$(MAKE) --no-print-directory tour
endif

tour:
	@./setup.sh desk
	@$(MAKE) --no-print-directory build
	@$(PYTHON) tests/e2e/tour.py

test:
	@./setup.sh desk test
	@$(MAKE) --no-print-directory --keep-going format lints units sessions

format:
	cargo fmt --check

lints:
	cargo clippy --release --locked --all-targets -- -D warnings

# The program as the tests build it: with the same features of its dependencies, nothing is built twice.
tested:
	@cargo test --release --locked --no-run

units:
	cargo test --release --locked --no-fail-fast

sessions: tested
ifeq ($(shell uname),Linux)
	$(PYTHON) tests/e2e/run.py --quick
else
	@echo "skipped: the roads with a window need Linux"
endif

e2e: setup build
	$(PYTHON) tests/e2e/run.py $(NAME)

bench: setup build
	cargo bench --locked
	$(PYTHON) tests/e2e/measure.py

measure-download: setup
	cargo test --release --locked --test library measure -- --ignored --nocapture

opds: setup
	@tests/opds.sh

soak: setup
	OQYRMAN_SOAK=10000 cargo test --release --locked --test soak -- --nocapture

peers: setup build
	$(PYTHON) tests/e2e/peers.py
	$(PYTHON) tests/e2e/measure_documents.py

windows:
	@./setup.sh windows
	@tests/cross/check.sh windows

macos:
	@./setup.sh
	@tests/cross/check.sh macos

# A language that is asked for on the command line, not the machine's own.
SHOWN := $(if $(filter command line,$(origin LANG)),$(LANG),kk)

shots:
	@./setup.sh
	@OQYRMAN_SHOTS="$(CURDIR)/target/shots" OQYRMAN_LANG=$(SHOWN) NAME="$(NAME)" \
		cargo test --release --locked --test shots -- --ignored --nocapture

fuzz:
	@./setup.sh
	@$(PYTHON) fuzz/run.py $(NAME)
