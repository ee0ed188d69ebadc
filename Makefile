# Every command of this repository has its one home here: developers, .ci/run
# and .github/workflows all call these targets.

SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GO       ?= go
FUZZTIME ?= 10s

# Folders of all modules, those not yet committed included. tools/ holds
# nothing but the pinned versions of the tools, so there is no code to check.
MODULES      := $(patsubst %/,%,$(dir $(shell git ls-files --cached --others --exclude-standard -- ':(glob)**/go.mod' ':(exclude,glob)**/testdata/**')))
CODE_MODULES := $(filter-out tools,$(MODULES))

# The version in tools/go.mod; Go builds it once and keeps it in its cache.
GOLANGCI_LINT = $(GO) tool -modfile="$(CURDIR)/tools/go.mod" golangci-lint

# $(call each,modules,command) runs the command in each module's folder, names
# the folder, and fails in the end if it failed in one of them.
define each
	@failed=0; for module in $(1); do \
		printf '# %s: %s\n' "$$module" '$(2)'; \
		(cd "$$module" && $(2)) || failed=1; \
	done; exit $$failed
endef

##@ Everyday

.PHONY: help
help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z][a-z-]*:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: quickstart
quickstart: ## Price, send, deliver and pay for a message, with nothing to configure
	$(GO) run ./examples/quickstart

.PHONY: test
test: ## Run the tests of every module
	$(call each,$(CODE_MODULES),$(GO) test ./...)

.PHONY: race
race: ## Run them under the race detector, in random order
	$(call each,$(CODE_MODULES),$(GO) test -race -shuffle=on ./...)

.PHONY: cover
cover: ## As race, for the main module, and hold its coverage against the thresholds
	$(GO) test -race -shuffle=on -coverprofile=cover.out ./...
	script/coverage cover.out

.PHONY: fuzz
fuzz: ## Fuzz each target for a while (FUZZTIME=10s)
	$(call each,$(CODE_MODULES),GO="$(GO)" "$(CURDIR)/script/fuzz" $(FUZZTIME))

.PHONY: interop
interop: ## Let PHP, gSOAP, zeep and node-soap meet client and emulator (installs them where missing)
	script/interop-packages
	$(GO) vet -tags=interop ./interop
	SMSC_REQUIRE_INTEROP=1 $(GO) test -tags=interop -count=1 -timeout=3m ./interop

.PHONY: browser
browser: ## Try the emulator's page in chromium, with axe-core and html-validate (installs them where missing)
	script/browser-packages
	cd smsctest/inbox/browsertest && SMSC_REQUIRE_BROWSER=1 $(GO) test -count=1 -timeout=10m ./...

.PHONY: observability
observability: ## Try alert rules, dashboard and examples/observed with Prometheus (installs it where missing)
	script/prometheus-packages
	cd examples/observed && SMSC_REQUIRE_PROMETHEUS=1 $(GO) test -count=1 -timeout=5m ./...

.PHONY: chaos
chaos: ## Let thousands of hostile worlds and every interleaving of a small one try the promises
	SMSC_CHAOS_WORLDS=5000 SMSC_CHAOS_SENDS=10000 SMSC_SEARCH_TICKS=12 SMSC_CALLS=100000 $(GO) test -count=1 -v -run 'Chaos|Search|NothingIsLeftBehind|ManyGoroutines' .

.PHONY: campaign-kill
campaign-kill: ## Stop a campaign of 20,000 messages 100 times by kill -9 and 100 times by an interrupt
	SMSC_CAMPAIGN_KILLS=100 $(GO) test -count=1 -v -parallel=6 -timeout=10m -run 'TestCampaign' .

.PHONY: bench
bench: ## Measure what a call costs beside a bare POST, in interleaved rounds
	cd benchmarks && $(GO) run .

##@ Code

.PHONY: fmt
fmt: ## Format the code
	$(call each,$(CODE_MODULES),$(GOLANGCI_LINT) fmt)

.PHONY: fmt-check
fmt-check: ## Fail if gofmt would change something
	@unformatted=$$(git ls-files -z --cached --others --exclude-standard -- '*.go' | xargs -0 -r gofmt -l); \
	if [ -n "$$unformatted" ]; then printf 'not formatted, see make fmt:\n%s\n' "$$unformatted" >&2; exit 1; fi

.PHONY: vet
vet: ## Run go vet
	$(call each,$(CODE_MODULES),$(GO) vet ./...)

.PHONY: fix
fix: ## Bring the code up to the idiom of the Go version in use
	$(call each,$(CODE_MODULES),$(GO) fix ./...)

.PHONY: fix-check
fix-check: ## Fail if go fix would change something
	$(call each,$(CODE_MODULES),$(GO) fix -diff ./...)

.PHONY: lint
lint: ## Run golangci-lint (the first run compiles it, which takes minutes)
	$(call each,$(CODE_MODULES),$(GOLANGCI_LINT) run)

.PHONY: generate
generate: ## Write the generated code anew
	$(GO) generate ./...

.PHONY: generate-check
generate-check: ## Fail if make generate changes, adds or removes a file
	GO="$(GO)" script/generate-check

.PHONY: tidy
tidy: ## Tidy go.mod and go.sum of every module
	$(call each,$(MODULES),$(GO) mod tidy)

.PHONY: tidy-check
tidy-check: ## Fail if go mod tidy would change something
	$(call each,$(MODULES),$(GO) mod tidy -diff)

##@ Everything

.PHONY: fresh-clone
fresh-clone: ## Run README's commands in a clone of HEAD with empty caches
	GO="$(GO)" script/fresh-clone

.PHONY: ci
ci: ## Run all that CI runs
	.ci/run
