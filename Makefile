# Pedigree. `make help` lists what there is.
SHELL := bash
GO    ?= go
BIN   := bin/pedigree
HOME_DIR ?= .pedigree

.PHONY: help run build web check test race kill sim fuzz bench labels clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: build ## build everything and start one process; prints the URL
	./$(BIN) dev --home $(HOME_DIR)

build: web ## the binary with the web app in it: bin/pedigree
	$(GO) build -trimpath -o $(BIN) ./cmd/pedigree

web: web/dist/index.html ## the web app: web/dist

web/node_modules/.installed: web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/index.html: web/node_modules/.installed $(shell find web/src web/public web/index.html web/explorer.html web/vite.config.ts -type f 2>/dev/null)
	cd web && npm run --silent build
	@touch $@

check: web ## format, vet, staticcheck, tsc --strict
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo 'run gofmt'; exit 1; }
	$(GO) vet ./...
	$(GO) run honnef.co/go/tools/cmd/staticcheck@v0.7.0 ./...
	cd web && npm run --silent check

test: build ## all tests: Go, web, system, browser where a Chromium is found
	cd web && npm test --silent
	$(GO) test ./...
	cd web && npm run --silent test:browser

race: ## Go tests under the race detector
	$(GO) test -race ./...

KILLS ?= 100
kill: ## SIGKILL the process at KILLS seeded moments (SEED), and count what it had promised
	KILLS=$(KILLS) $(GO) test -count=1 -timeout 1h -v -run TestKilledAtAnyTime ./tests/system

SEEDS ?= 1000
SEED  ?= 1
sim: ## SEEDS simulations from SEED on: the ledger against the model of its rules; what fails is told as a scenario
	SEEDS=$(SEEDS) SEED=$(SEED) $(GO) test -count=1 -timeout 12h -v -run TestSimulation ./tests

FUZZTIME ?= 10s
fuzz: ## every fuzz target, FUZZTIME each
	@for pkg in $$($(GO) list ./...); do \
	  for f in $$($(GO) test -list '^Fuzz' $$pkg 2>/dev/null | grep '^Fuzz'); do \
	    echo "$$pkg $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) $$pkg || exit 1; \
	  done; done

bench: ## speed, as ratios of one run
	$(GO) test -run '^$$' -bench . -benchtime 1s ./gs1 ./record ./proof ./abci/store

labels: build ## labels of the demo's packs, in labels/
	@mkdir -p labels && grep -o '"(01)[^"]*"' $(HOME_DIR)/demo.json | tr -d '"' | \
	  while read -r code; do ./$(BIN) label "$$code" -o "labels/$$(echo "$$code" | tr -dc 'A-Za-z0-9').png"; done; ls labels

clean: ## what was built; never the data
	rm -rf bin labels web/node_modules && find web/dist -mindepth 1 ! -name about.txt -delete
