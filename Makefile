# The two commands a person needs are `make run` and `make test`; both install what is missing,
# build, and say what they are doing. `make help` lists the rest.

SWIFT  ?= swift
PREFIX ?= /usr/local
STATIC := .build/static
BINARY := .build/release/llmterm
# ncurses and the Swift library are linked in, so that the binary needs libcurl, libm and libc only.
# Nothing is exported and each function has its section, so that the linker leaves out what is not used;
# the standard library's regular expressions (1.6 MB) are refused when compiling. Packed relocations
# start faster, from glibc 2.36 on.
# Two accesses to one variable at a time are looked for in debug builds, with which the tests run.
RELEASE := -c release --static-swift-stdlib -Xswiftc -resource-dir -Xswiftc $(CURDIR)/$(STATIC)/swift \
  -Xswiftc -enforce-exclusivity=unchecked -Xlinker -L$(CURDIR)/$(STATIC) -Xlinker -s \
  -Xlinker --no-export-dynamic -Xlinker --gc-sections -Xlinker --icf=safe \
  -Xswiftc -use-ld=lld -Xswiftc -ld-path=$(CURDIR)/scripts/link.sh -Xswiftc -Xclang-linker -Xswiftc -static-libgcc \
  -Xswiftc -Xfrontend -Xswiftc -disable-implicit-string-processing-module-import \
  -Xswiftc -Xfrontend -Xswiftc -function-sections -Xswiftc -Xfrontend -Xswiftc -internalize-at-link \
  $(shell scripts/linker-flags.sh)

.PHONY: run test record-screens test-real test-kill test-batch simulate lint bench build debug install uninstall setup clean help

run: build ## build the release binary and open the chat (ARGS="--demo" passes arguments)
	@echo "==> Opening the chat"
	@exec $(BINARY) $(ARGS)

test: ## install what the tests need and start by themselves, then run all tests
	@scripts/setup.sh tests
	@echo "==> Building the tests"
	@$(SWIFT) build --build-tests
	@echo "==> Running the tests"
	@SWIFT="$(SWIFT)" scripts/test.sh

record-screens: ## write the golden screens in Tests/Screens anew, to be read before they are kept
	@LLMTERM_RECORD_SCREENS=1 $(SWIFT) test --filter 'EveryScreen|Every screen' >/dev/null 2>&1 || true
	@git status --short Tests/Screens

test-real: setup build ## hold a conversation with a real local model (downloads it; not in CI)
	@scripts/test-real.sh $(BINARY)

test-kill: setup ## kill the program 200 times while it writes, and look what is left
	@echo "==> Killing it 200 times"
	@LLMTERM_KILLS=200 $(SWIFT) test --filter 'A killed program'

test-batch: setup ## kill a batch of 20,000 prompts 20 times, and look what comes out
	@echo "==> Killing a batch 20 times"
	@LLMTERM_BATCH_LINES=20000 $(SWIFT) test --filter 'A batch that is killed'

simulate: setup ## route 100,000 simulated turns through random faults
	@echo "==> Simulating 100,000 turns"
	@LLMTERM_SIMULATED_TURNS=100000 $(SWIFT) test --filter 'A hundred thousand turns'

lint: ## check the format of every Swift file
	@echo "==> Linting"
	@$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Benchmarks

bench: build ## measure speed against the yardsticks, as ratios in one run
	@$(SWIFT) build $(RELEASE) --product llmterm-bench
	@scripts/bench.sh $(BINARY) $(ARGS)

build: setup ## build the release binary
	@echo "==> Building $(BINARY)"
	@scripts/static-libraries.sh $(STATIC)
	@$(SWIFT) build $(RELEASE) --product llmterm

install: build ## install binary, manual page and completions under PREFIX (and DESTDIR)
	@scripts/install.sh $(BINARY) "$(DESTDIR)$(PREFIX)"

uninstall: ## remove what `make install` put there
	@scripts/install.sh --remove "$(DESTDIR)$(PREFIX)"

setup: ## install the system libraries that are missing
	@scripts/setup.sh

clean: ## remove everything that was built
	rm -rf .build

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 20
