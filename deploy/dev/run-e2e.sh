#!/usr/bin/env bash
# Builds everything and runs a main class of the e2e module, such as the demo or a benchmark:
#   deploy/dev/run-e2e.sh CLASS [ARGUMENT...]
set -euo pipefail
cd "$(dirname "$0")/../.."

jdk=$(deploy/dev/find-jdk.sh)
deploy/dev/setup.sh

readonly classpath=e2e/target/classpath
# Whether something that the build reads, or a directory of it, is newer than what was built last.
outdated() {
  [ ! -e "$classpath" ] || [ ! -x operator/app/target/etcd-monitor/bin/etcd-monitor ] ||
    [ -n "$(find pom.xml crds operator e2e -name target -prune -o \( -type f -o -path '*/src/*' \) -newer "$classpath" -print -quit)" ]
}

if outdated; then
  echo "building ..." >&2
  mvn -q -B -ntp -DskipTests -pl e2e -am package \
    dependency:build-classpath -Dmdep.outputFile=target/classpath -Dmdep.includeScope=runtime
  touch "$classpath"
fi
options=(-XX:+UseSerialGC --enable-native-access=ALL-UNNAMED)
# protobuf 3.25 reads memory in a way that JVMs from 24 on warn of.
grep -q '^JAVA_VERSION="2[1-3]' "$jdk/release" || options+=(--sun-misc-unsafe-memory-access=allow)
exec "$jdk/bin/java" "${options[@]}" -cp "e2e/target/classes:$(cat "$classpath")" "$@"
