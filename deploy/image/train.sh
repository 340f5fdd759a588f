#!/bin/sh
# Makes the AOT cache of a distribution: classes loaded, linked and profiled by a training run, so that the
# operator starts in half the time with half the CPU. Writes into the directory of the distribution:
#   class-path.options   the class path, jar by jar: the cache is only used with the same jars in the same order
#   etcd-monitor.aot     the cache
#   aot.options          the flags that use it
# The cache belongs to this very build of the JDK: run this with the java that will run the program.
set -eu
[ $# -eq 1 ] || { echo "usage: $0 <directory of the distribution>" >&2; exit 64; }
here=$(cd "$(dirname "$0")" && pwd)
dist=$(cd "$1" && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

jars=
for jar in "$dist"/lib/*.jar; do
  jars=${jars:+$jars:}$jar
done
[ -n "$jars" ] || { echo "$dist/lib has no jars: is this a distribution?" >&2; exit 66; }

# Jars mounted into plugins/ come last, where they leave the cache valid.
printf -- '-cp\n"%s:%s"\n' "$jars" "$dist/plugins/*" > "$dist/class-path.options"

rm -f "$dist/etcd-monitor.aot"
"$java" @"$here/jvm.options" -XX:AOTCacheOutput="$dist/etcd-monitor.aot" -cp "$jars" io.etcdmonitor.app.Main train
[ -s "$dist/etcd-monitor.aot" ] || { echo "the training run left no cache" >&2; exit 70; }

# auto: without a usable cache the program starts all the same, slower.
printf -- '-XX:AOTCache="%s"\n-XX:AOTMode=auto\n' "$dist/etcd-monitor.aot" > "$dist/aot.options"
