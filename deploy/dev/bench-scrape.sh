#!/usr/bin/env bash
# What reading members' metrics pages costs: the parser alone, then the scraper over real sockets.
#   deploy/dev/bench-scrape.sh [CLUSTERS [SECONDS [PAGE]]]    default: 1000 60 3.5-full
set -euo pipefail
cd "$(dirname "$0")/../.."

jdk=$(deploy/dev/find-jdk.sh)
mvn -q -B -ntp -DskipTests -pl operator/engine -am package \
  dependency:build-classpath -Dmdep.outputFile=target/classpath -Dmdep.includeScope=test
engine=operator/engine/target
options=(-Xmx512m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED)
grep -q '^JAVA_VERSION="2[1-3]' "$jdk/release" || options+=(--sun-misc-unsafe-memory-access=allow)
exec "$jdk/bin/java" "${options[@]}" -cp "$engine/test-classes:$engine/classes:$(cat "$engine/classpath")" \
  io.etcdmonitor.engine.bench.ScrapeCost "${1:-1000}" "${2:-60}" "${3:-3.5-full}"
