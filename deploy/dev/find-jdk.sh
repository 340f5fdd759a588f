#!/usr/bin/env bash
# Prints the home of the newest JDK of at least version 21 that is installed here.
# Usage: JAVA_HOME=$(deploy/dev/find-jdk.sh)
set -euo pipefail

readonly oldest=21

# The feature version of the JDK in $1, or 0 when it is none: a JDK has a compiler and says its version in "release".
version_of() {
  local line=""
  if [ -x "$1/bin/javac" ] && [ -r "$1/release" ]; then
    line=$(grep -m1 '^JAVA_VERSION=' "$1/release" || true)
  fi
  line=${line#JAVA_VERSION=\"}
  line=${line%%[!0-9]*}
  echo "${line:-0}"
}

candidates() {
  local java
  [ -z "${JAVA_HOME:-}" ] || echo "$JAVA_HOME"
  java=$(command -v java || true)
  # readlink -f is missing on old macOS, where java_home below answers instead.
  [ -z "$java" ] || java=$(readlink -f "$java" 2>/dev/null || true)
  [ -z "$java" ] || dirname "$(dirname "$java")"
  printf '%s\n' /usr/lib/jvm/* "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* "$HOME"/.jdks/* \
    /usr/java/* /usr/jdk/* /opt/* /opt/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home
  [ ! -x /usr/libexec/java_home ] || /usr/libexec/java_home 2>/dev/null || true
}

best="" best_version=0
while IFS= read -r home; do
  version=$(version_of "$home")
  if [ "$version" -gt "$best_version" ]; then
    best=$home best_version=$version
  fi
done < <(candidates)

if [ "$best_version" -lt "$oldest" ]; then
  newest_seen="none was found"
  [ "$best_version" -eq 0 ] || newest_seen="the newest found is $best_version in $best"
  echo "etcd-monitor needs a JDK of version $oldest or newer ($newest_seen): install one, such as the package" \
    "openjdk-21-jdk or temurin-25-jdk (Debian, Ubuntu), java-21-openjdk-devel (Fedora), openjdk (Homebrew)," \
    "or set JAVA_HOME to it." >&2
  exit 1
fi
echo "$best"
