# One release build of the dependencies serves every target.
BUILD = swift build -c release --explicit-target-dependency-import-check error
ALICE = .build/release/alice

PACKAGING = Sources/alice/Packaging
PREFIX = $(HOME)/.local

.PHONY: demo test test-browser terminal faults build install uninstall deb dist deb-test dist-test client-test \
  bench bench-gallery lint format docs docs-gallery setup setup-test setup-packages clean

demo: setup
	$(BUILD) --product alice
	$(ALICE) demo $(DIR)

test: setup-test
	$(BUILD)
	sh Tests/run-tests $(ALICE)

# The page in a real browser; WORDS choose among the tests.
test-browser: setup-test
	$(BUILD) --product alice
	Tests/Browser/run $(ALICE) $(WORDS)

# Long commands at a terminal, with Ctrl-C; TERMINAL holds options.
terminal: setup-test
	$(BUILD) --product alice
	Tests/Terminal/run $(TERMINAL) $(ALICE)

# Every call that changes a file fails, or is the last; FAULTS holds options, see docs/testing.md.
faults: setup-test
	$(BUILD) --product alice
	python3 Tests/Faults/sweep.py $(FAULTS) $(ALICE)

build: setup
	$(BUILD) --product alice
	@echo "$(ALICE) runs here; make install, deb and dist bring it elsewhere"

# The program, completions, manual pages, a desktop entry and units for systemd; see docs/install.md.
install: build
	@$(PACKAGING)/install-files $(ALICE) $(PREFIX)

uninstall:
	@$(PACKAGING)/uninstall-files $(PREFIX)

# A package for this Debian, and a tarball for any Linux, both in .build/packages.
deb: setup-packages
	rm -f .build/packages/alice_*.deb
	$(PACKAGING)/link debian $(BUILD) --product alice
	$(PACKAGING)/make-deb .build/packaging/debian/alice .build/packages
	Tests/Packages/check-deb .build/packages/alice_*.deb

dist: setup-packages
	rm -f .build/packages/alice-*.tar.xz
	$(PACKAGING)/link static $(BUILD) --product alice
	$(PACKAGING)/make-tarball .build/packaging/static/alice .build/packages

# As root, in a bare Debian without Swift.
deb-test: deb
	Tests/Packages/in-chroot deb .build/packages/alice_*.deb

dist-test: dist
	Tests/Packages/in-chroot tarball .build/packages/alice-*.tar.xz

# Ten lines of another package that stands on AliceKit, by tag.
client-test: setup
	Tests/Packages/client-test

# One table of speed, memory and sizes, which the page of the documentation shows; BENCH=--short tries it.
BENCH = --page docs/performance.md

bench: setup
	$(BUILD)
	.build/release/alice-bench $(ALICE) $(BENCH)

# COUNT assets, by default a million.
bench-gallery: setup-test
	$(BUILD) --product alice
	Tests/Browser/bench $(ALICE) $(COUNT)

lint:
	swift format lint --strict --parallel -r Sources Tests Package.swift

format:
	swift format -i --parallel -r Sources Tests Package.swift

# docs/commands.md and docs/models.md are printed by the program itself.
docs: setup
	$(BUILD) --product alice
	sh docs/make-commands $(ALICE) docs/commands.md
	sh docs/make-swift-page docs/swift-api.md Tests/AliceKitTests/SwiftAPIPage.swift
	sh docs/make-models $(ALICE) docs/models.md

# The pictures in the README and the keys in docs/gallery.md are made by the page itself.
docs-gallery: setup-test
	$(BUILD) --product alice
	Tests/Browser/renew-docs $(ALICE)

setup:
	@.ci/setup

setup-test:
	@.ci/setup test

setup-packages:
	@.ci/setup packages

clean:
	swift package clean
