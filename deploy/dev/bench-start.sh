#!/usr/bin/env bash
# From the start to the first verdict, and memory at rest, with and without the image's AOT cache: "etcd-monitor monitor"
# watches one real etcd. Medians.
#   deploy/dev/bench-start.sh [RUNS [IDLE_SECONDS [JAVA_OPTS...]]]    default: 5 60 and the image's JAVA_OPTS
set -euo pipefail
shopt -s extglob
cd "$(dirname "$0")/../.."
readonly runs=${1:-5} idle=${2:-60} port=18099
shift $(($# < 2 ? $# : 2))
image=$(sed -n 's/^ENV JAVA_OPTS="\(.*\)"$/\1/p' deploy/image/Dockerfile)
readonly image
readonly heap=-Xmx460m # 45 % of the chart's limit
[ $# -gt 0 ] || set -- "${image/-XX:MaxRAMPercentage=*([0-9])/} $heap"

JAVA_HOME=$(deploy/dev/find-jdk.sh)
export JAVA_HOME
[ -x operator/app/target/etcd-monitor/bin/etcd-monitor ] || mvn -q -B -ntp package -DskipTests -pl operator/app -am
etcd=$(for bin in "${ETCD_BIN:-}" "${ETCD_DEV_CACHE:-$HOME/.cache/etcd-monitor}/etcd/3.5/bin" /usr/bin /usr/local/bin; do
  [ ! -x "$bin/etcd" ] || { echo "$bin/etcd"; break; }; done)
[ -n "$etcd" ] || { echo "no etcd: run deploy/dev/setup.sh, or point ETCD_BIN at one" >&2; exit 69; }

work=$(mktemp -d)
children=()
cleanup() {
  for child in "${children[@]}"; do kill "$child" 2> /dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT
"$etcd" --data-dir "$work/etcd" --listen-client-urls http://127.0.0.1:23790 --advertise-client-urls http://127.0.0.1:23790 \
  --listen-peer-urls http://127.0.0.1:23800 --initial-advertise-peer-urls http://127.0.0.1:23800 \
  --initial-cluster default=http://127.0.0.1:23800 > "$work/etcd.log" 2>&1 &
children+=($!)
until curl -sf -o "$work/health" http://127.0.0.1:23790/health; do sleep 0.1; done

# One start: seconds, CPU seconds and, in the last run, MiB at rest: resident, not backed by files, most.
start() {
  local begin end pid stat
  begin=$(date +%s%N)
  JAVA_OPTS=$1 "$work/dist/bin/etcd-monitor" monitor --endpoints 127.0.0.1:23790 --api-host 127.0.0.1 --api-port $port \
    > "$work/monitor.log" 2>&1 &
  pid=$!
  children+=("$pid")
  until curl -s http://127.0.0.1:$port/metrics | grep -q '^etcd_monitor_inspection_verdict{.*feature="healthy".* 1'; do
    kill -0 "$pid" || { cat "$work/monitor.log" >&2; exit 70; }
    sleep 0.02
  done
  end=$(date +%s%N)
  stat=$(cut -d' ' -f14-15 "/proc/$pid/stat")
  sleep "$2"
  awk -v ns=$((end - begin)) -v ticks=$((${stat/ / + })) \
    '/^(VmRSS|RssAnon|VmHWM)/ {mib[$1] = $2 / 1024}
     END {printf "%.2f %.2f %.0f %.0f %.0f\n", ns / 1e9, ticks / 100, mib["VmRSS:"], mib["RssAnon:"], mib["VmHWM:"]}' "/proc/$pid/status"
  kill "$pid"
  wait "$pid" || true
}

median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

echo "| JAVA_OPTS | AOT cache | first verdict (s) | CPU until then (s) | RSS after $idle s (MiB) | of it anonymous | most |"
echo "|---|---|---|---|---|---|---|"
for options in "$@"; do
  for cache in no yes; do
    rm -rf "$work/dist"
    cp -a operator/app/target/etcd-monitor "$work/dist"
    rm -f "$work/dist/lib/etcd-monitor.aot"
    [ $cache = no ] || JAVA_OPTS=$options deploy/image/train.sh "$work/dist" > "$work/train.log" 2>&1
    : > "$work/runs"
    for ((run = 1; run <= runs; run++)); do start "$options" $((run < runs ? 0 : idle)) >> "$work/runs"; done
    echo "| \`$options\` | $cache | $(cut -d' ' -f1 "$work/runs" | median) | $(cut -d' ' -f2 "$work/runs" | median) |" \
      "$(tail -1 "$work/runs" | awk '{print $3 " | " $4 " | " $5}') |"
  done
done
