#!/usr/bin/env bash
# Runs every test there is and says at the end what ran, what failed and what was skipped and why.
# Arguments go to Maven: deploy/dev/test.sh -pl crds -am
set -euo pipefail
cd "$(dirname "$0")/../.."

jdk=$(deploy/dev/find-jdk.sh)
# The tests look where setup puts things, whatever HOME is.
export ETCD_DEV_CACHE="${ETCD_DEV_CACHE:-$HOME/.cache/etcd-monitor}"
deploy/dev/setup.sh

# A report that an earlier run left must not count for this one.
find . -type d \( -name surefire-reports -o -name failsafe-reports -o -path '*/target/site/jacoco' \) -prune \
  -exec rm -rf {} +
find . -path '*/target/jacoco.exec' -delete

status=0
SECONDS=0
# Integration tests mostly wait for real processes: three modules at a time, each with two JVMs for them.
# A failed test does not keep the modules behind it from running theirs: the summary fails instead.
JAVA_HOME="$jdk" mvn -B -ntp -T 3 --fail-at-end -Dmaven.test.failure.ignore=true -Dit.forks=2 verify "$@" || status=$?
"$jdk/bin/java" deploy/dev/TestSummary.java . "$status" "$SECONDS"
