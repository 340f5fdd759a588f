# Every target is one command that can be run by hand as well; "make" alone lists them.

# The newest JDK here, for what must run on it; Maven itself may run on 17 and finds this one for the rest.
JDK = $(shell deploy/dev/find-jdk.sh)
MVN = mvn -B -ntp
# What "make generate" writes. Committed, so that people can read and apply it without building.
GENERATED = crds/manifests docs/api.md

.DEFAULT_GOAL := help
.PHONY: help build test generate check-generated fmt lint clean jdk

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

build: jdk ## build a runnable distribution in operator/app/target/etcd-monitor/
	$(MVN) -q package -DskipTests -pl operator/app -am

test: jdk ## run every test there is, and say what ran and what was skipped and why
	deploy/dev/test.sh

generate: jdk ## write the files that are generated from the Java types
	$(MVN) -q test -Pupdate-generated -pl crds

check-generated: generate ## fail when a generated file is not what its source says
	git add --intent-to-add -- $(GENERATED) && git --no-pager diff --exit-code -- $(GENERATED)

fmt: jdk ## format the Java sources
	JAVA_HOME=$(JDK) $(MVN) -q spotless:apply

lint: jdk ## check formatting, white space and the shell scripts
	JAVA_HOME=$(JDK) $(MVN) -q spotless:check
	deploy/dev/lint.sh

clean: ## remove everything that was built
	$(MVN) -q clean

jdk: # fails with what to install when there is no JDK 21 or newer
	@deploy/dev/find-jdk.sh > /dev/null
