# Every target is one command that can be run by hand as well; "make" alone lists them.

# The newest JDK here, for what must run on it; Maven itself may run on 17 and finds this one for the rest.
JDK = $(shell deploy/dev/find-jdk.sh)
MVN = mvn -B -ntp
IMAGE = etcd-monitor:0.1.0
# What "make generate" writes. Committed, so that people can read and apply it without building.
GENERATED = crds/manifests docs/api.md docs/channels.md docs/commands.md docs/configuration.md docs/features.md docs/metrics.md \
	helm/etcd-monitor/crds helm/etcd-monitor/files helm/etcd-monitor/README.md deploy/grafana deploy/kustomize

.DEFAULT_GOAL := help
.PHONY: help build test generate check-generated fmt lint image demo bench lab clean jdk

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

build: jdk ## build a runnable distribution in operator/app/target/etcd-monitor/
	$(MVN) -q package -DskipTests -pl operator/app -am

test: jdk ## run every test there is, and say what ran and what was skipped and why
	deploy/dev/test.sh

generate: jdk ## write the files that are generated: CRDs, manifests, tables of the docs
	$(MVN) -q test -Pupdate-generated -pl crds
	$(MVN) -q test -Pupdate-generated -pl operator/app -am -Dtest=DocsDriftTest -Dsurefire.failIfNoSpecifiedTests=false
	$(MVN) -q test -Pupdate-generated -pl operator/notify -am -Dtest=ChannelDocsDriftTest -Dsurefire.failIfNoSpecifiedTests=false
	deploy/generate.sh

check-generated: generate ## fail when a generated file is not what its source says
	git add --intent-to-add -- $(GENERATED) && git --no-pager diff --exit-code -- $(GENERATED)

fmt: jdk ## format the Java sources
	JAVA_HOME=$(JDK) $(MVN) -q spotless:apply

lint: jdk ## check formatting, white space and the shell scripts
	JAVA_HOME=$(JDK) $(MVN) -q spotless:check
	deploy/dev/lint.sh

image: ## build the container image (IMAGE=name:tag)
	docker build -f deploy/image/Dockerfile -t $(IMAGE) .

demo: jdk ## show the whole product on this machine until Ctrl-C (ARGS="--mock": without a real API server)
	deploy/dev/run-e2e.sh io.etcdmonitor.e2e.demo.Demo $(ARGS)

# Shorter or other runs: make bench BENCH="--steady 1m --warm-up 30s --no-faults 100"
BENCH = --report docs/performance.md 1 100
bench: jdk ## measure what watching 1 and 100 simulated clusters costs (takes half an hour; BENCH="..." for other runs)
	ulimit -n 100000 2> /dev/null || ulimit -n "$$(ulimit -Hn)"; \
	deploy/dev/run-e2e.sh io.etcdmonitor.e2e.bench.WatchingCost $(BENCH)

# Some rows: make lab LAB="1 12 23"; beside other rules, such as those of etcd's mixin: LAB_MIXIN=path/to/rules.yaml;
# on an etcd that is not published: LAB_ETCD=3.6
lab: jdk ## put the faults of e2e/lab/faults.yaml to real etcd and write docs/failure-lab.md (half an hour; LAB="1 12": some rows)
	deploy/dev/run-e2e.sh io.etcdmonitor.e2e.lab.Lab $(if $(LAB_MIXIN),--mixin $(LAB_MIXIN)) $(if $(LAB_ETCD),--etcd $(LAB_ETCD)) $(LAB)

clean: ## remove everything that was built
	$(MVN) -q clean

jdk: # fails with what to install when there is no JDK 21 or newer
	@deploy/dev/find-jdk.sh > /dev/null
