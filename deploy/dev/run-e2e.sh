#!/usr/bin/env bash
# Builds everything and runs a main class of the e2e module, such as the demo or a benchmark:
#   deploy/dev/run-e2e.sh CLASS [ARGUMENT...]
set -euo pipefail
cd "$(dirname "$0")/../.."

jdk=$(deploy/dev/find-jdk.sh)
deploy/dev/setup.sh
echo "building ..." >&2
mvn -q -B -ntp -DskipTests -pl e2e -am package \
  dependency:build-classpath -Dmdep.outputFile=target/classpath -Dmdep.includeScope=runtime
exec "$jdk/bin/java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
  -cp "e2e/target/classes:$(cat e2e/target/classpath)" "$@"
