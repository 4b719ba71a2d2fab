# On a fresh Debian 12 with Swift 6.3, `make run` and `make test` are all the set-up there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build
.PHONY: build run test lint bench install uninstall clean help toolchain

SWIFT ?= swift
PREFIX ?= /usr
DESTDIR ?=
# Arguments of `logcast serve` in `make run`.
ARGS ?=
# Arguments of `swift test`, such as --filter EventStoreTests.
TEST_ARGS ?=
# How many tests run at once; empty for Swift Testing's own choice.
TEST_WIDTH ?=

# The binary holds Swift's runtime: hosts need none.
release := --configuration release --product logcast --static-swift-stdlib
binary := .build/release/logcast
bindir := $(DESTDIR)$(PREFIX)/bin
unitdir := $(DESTDIR)$(PREFIX)/lib/systemd/system
sysusersdir := $(DESTDIR)$(PREFIX)/lib/sysusers.d
# Whether the host that runs make is the one installed to, and systemd runs it.
live = [[ -z "$(DESTDIR)" && -d /run/systemd/system ]]

build: toolchain ## build the release binary
	packaging/install-dependencies build
	$(SWIFT) build $(release)

run: build ## build, then: logcast serve $(ARGS)
	exec $(binary) serve $(ARGS)

# The agent tests run what ships: the release binary.
test: toolchain ## build everything, run all tests (TEST_ARGS, TEST_WIDTH)
	packaging/install-dependencies build test
	$(SWIFT) build $(release) </dev/null
	export LOGCAST_BINARY="$(CURDIR)/$(binary)"
	width="$(TEST_WIDTH)"
	[[ -z $$width ]] || export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$$width
	$(SWIFT) test --disable-xctest $(TEST_ARGS) </dev/null

lint: toolchain ## check the format, and that no file names a path of this machine
	$(SWIFT) format lint --strict --parallel --recursive Sources Tests Package.swift \
		Benchmarks/BareNIO/Sources Benchmarks/BareNIO/Package.swift
	packaging/check-paths
	echo "lint: clean"

bench: toolchain ## measure against the references (BENCH_QUICK=1 for small sizes)
	packaging/install-dependencies build bench
	$(SWIFT) build $(release) </dev/null
	Benchmarks/run

install: build ## install the binary and the units (DESTDIR, PREFIX)
	install -d "$(bindir)" "$(unitdir)" "$(sysusersdir)"
	install -s -m 755 $(binary) "$(bindir)/logcast"
	install -m 644 units/logcast.socket "$(unitdir)/logcast.socket"
	sed 's|^ExecStart=/usr/bin/|ExecStart=$(PREFIX)/bin/|' units/logcast.service >"$(unitdir)/logcast.service"
	chmod 644 "$(unitdir)/logcast.service"
	install -m 644 units/logcast.sysusers "$(sysusersdir)/logcast.conf"
	if $(live); then
		systemd-sysusers logcast.conf
		systemctl daemon-reload
		systemctl try-restart logcast.service
		echo "installed; start it with: systemctl enable --now logcast.service"
	fi

uninstall: ## stop the service and remove what install put there; the log in /var/lib/logcast stays
	if $(live); then systemctl disable --now logcast.socket logcast.service || true; fi
	rm -f "$(bindir)/logcast" "$(unitdir)/logcast.service" "$(unitdir)/logcast.socket" "$(sysusersdir)/logcast.conf"
	if $(live); then systemctl daemon-reload; fi

clean: ## remove what was built
	rm -rf .build

help: ## this list
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/p' Makefile | expand -t 20

toolchain:
	@command -v $(SWIFT) >/dev/null || {
		echo "logcast: Swift 6.3 is needed and not on PATH: https://www.swift.org/install/linux/" >&2
		exit 1
	}

.ONESHELL:
