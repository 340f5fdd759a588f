#!/usr/bin/env bash
# Puts the etcd versions that the tests and the demo use into a cache directory: nothing is installed on the machine,
# no service is started, and root is not needed. Quick when they are there already.
#
#   ${ETCD_DEV_CACHE:-~/.cache/etcd-monitor}/etcd/<minor>/bin/{etcd,etcdctl}
#   ${ETCD_DEV_CACHE:-~/.cache/etcd-monitor}/prometheus/bin/{prometheus,promtool,alertmanager,amtool}
#
# Where there is apt, they are taken from Debian's or Ubuntu's own packages, of this and other releases, through the
# mirror that this machine uses; elsewhere from the archives of etcd's own releases, whose checksum is verified.
set -euo pipefail

readonly wanted="3.4 3.5"
readonly cache="${ETCD_DEV_CACHE:-$HOME/.cache/etcd-monitor}/etcd"
readonly prometheus="${ETCD_DEV_CACHE:-$HOME/.cache/etcd-monitor}/prometheus"
# For machines without apt: the last release of each minor when this was written. Set ETCD_DOWNLOAD_URL to use a mirror of the releases.
readonly releases="3.4.45 3.5.33 3.6.14"
readonly release_url="${ETCD_DOWNLOAD_URL:-https://github.com/etcd-io/etcd/releases/download}"

say() { echo "setup: $*" >&2; }
have() { [ -x "$cache/$1/bin/etcd" ] && [ -x "$cache/$1/bin/etcdctl" ]; }
missing() { for minor in $wanted; do have "$minor" || echo "$minor"; done; }

# Takes etcd and etcdctl from the directory $1 into the cache, under the minor that etcd itself reports.
keep() {
  local from=$1 origin=$2 version minor new
  if ! version=$("$from/etcd" --version 2>/dev/null | sed -n 's/^etcd Version: //p') || [ -z "$version" ]; then
    say "etcd from $origin does not run on this machine; left out"
    return
  fi
  minor=${version%.*}
  have "$minor" && return
  mkdir -p "$cache"
  new=$(mktemp -d "$cache/.new.XXXXXX")
  mkdir "$new/bin"
  cp "$from/etcd" "$from/etcdctl" "$new/bin/"
  [ ! -e "$from/etcdutl" ] || cp "$from/etcdutl" "$new/bin/"
  chmod -R a+rX "$new"
  # Another setup may have been quicker: then its directory stays.
  mv -n "$new" "$cache/$minor" 2>/dev/null || true
  rm -rf "$new" "${cache:?}/$minor/${new##*/}"
  say "etcd $version from $origin -> $cache/$minor/bin"
}

# This machine's own package source with another suite in place of the release it runs, on standard output.
source_of_suite() {
  local suite=$1 files
  files=$(ls /etc/apt/sources.list.d/*.sources 2>/dev/null || true)
  # shellcheck disable=SC2086 # a list of files
  if [ -n "$files" ] && awk -v RS= -v ORS='\n\n' -v c="$VERSION_CODENAME" \
    '$0 ~ "(^|\n)Suites:[ \t]*" c "([ \t]|\n|$)" { print; found = 1; exit } END { exit !found }' $files > "$work/own"; then
    sed -E "s/^Types:.*/Types: deb/; s/^Suites:.*/Suites: $suite/; s/^Components:.*/Components: $components/" "$work/own"
  else
    sed -nE "s/^deb +(\[[^]]*\] +)?([^ ]+) +$VERSION_CODENAME +main( .*)?\$/deb \1\2 $suite $components/p" \
      /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | head -1
  fi
}

# Fetches packages of suite $1 into the directory $2 and unpacks them there, with a package configuration of its own: the
# machine's is only read.
fetch() {
  local suite=$1 dir=$2 extension=list deb
  shift 2
  mkdir -p "$dir"/{parts,lists/partial,cache/archives/partial,deb,unpacked}
  source_of_suite "$suite" > "$dir/source"
  [ -s "$dir/source" ] || { say "no package source for $VERSION_CODENAME in /etc/apt; $suite not tried"; return 1; }
  grep -q '^Types:' "$dir/source" && extension=sources
  mv "$dir/source" "$dir/parts/suite.$extension"
  local apt=(apt-get -qq -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$dir/parts"
    -o Dir::State::lists="$dir/lists" -o Dir::Cache="$dir/cache" -o Acquire::Languages=none -o Acquire::Retries=2
    -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 -o APT::Sandbox::User=root
    -o APT::Architectures::="$(dpkg --print-architecture)")
  if ! "${apt[@]}" update > "$dir/log" 2>&1 || ! (cd "$dir/deb" && "${apt[@]}" download "$@") >> "$dir/log" 2>&1; then
    say "suite $suite: $(grep -m1 -E '^E:' "$dir/log" || echo "no packages $*")"
    return 1
  fi
  for deb in "$dir"/deb/*.deb; do dpkg -x "$deb" "$dir/unpacked"; done
}

etcd_from_packages() {
  local suite
  for suite in $suites; do
    [ -n "$(missing)" ] || break
    if fetch "$suite" "$work/$suite" etcd-server etcd-client; then
      keep "$work/$suite/unpacked/usr/bin" "package suite $suite"
    fi
  done
}

from_release() {
  local version=$1 os arch name archive dir="$work/$1"
  os=$(uname -s | tr '[:upper:]' '[:lower:]')
  case "$(uname -m)" in x86_64 | amd64) arch=amd64 ;; aarch64 | arm64) arch=arm64 ;; *) arch=$(uname -m) ;; esac
  name="etcd-v$version-$os-$arch"
  case "$os" in darwin) archive=$name.zip ;; *) archive=$name.tar.gz ;; esac
  mkdir -p "$dir"
  if ! (cd "$dir" && for file in SHA256SUMS "$archive"; do
    curl -fsSL --connect-timeout 10 --retry 2 -o "$file" "$release_url/v$version/$file" || exit 1
  done); then
    say "etcd $version could not be downloaded from $release_url"
    return
  fi
  if ! (cd "$dir" && grep " $archive\$" SHA256SUMS | { sha256sum -c - || shasum -a 256 -c -; }) > /dev/null 2>&1; then
    say "$archive does not have the checksum that its release names; left out"
    return
  fi
  case "$archive" in *.zip) unzip -q "$dir/$archive" -d "$dir" ;; *) tar -xzf "$dir/$archive" -C "$dir" ;; esac
  keep "$dir/$name" "release $version"
}

have_prometheus() { [ -x "$prometheus/bin/prometheus" ] && [ -x "$prometheus/bin/alertmanager" ]; }

# Prometheus and Alertmanager of this machine's own release: what tests of rules and alerts use.
prometheus_from_packages() {
  local dir="$work/prometheus" new
  fetch "$VERSION_CODENAME" "$dir" prometheus prometheus-alertmanager || return 0
  mkdir -p "${prometheus%/*}"
  new=$(mktemp -d "$prometheus.new.XXXXXX")
  mkdir "$new/bin"
  cp "$dir/unpacked/usr/bin/"{prometheus,promtool,amtool} "$new/bin/"
  cp "$dir/unpacked/usr/bin/prometheus-alertmanager" "$new/bin/alertmanager"
  chmod -R a+rX "$new"
  if ! "$new/bin/prometheus" --version > /dev/null 2>&1; then
    say "Prometheus of this release does not run on this machine; left out"
  else
    # Another setup may have been quicker: then its directory stays.
    mv -n "$new" "$prometheus" 2>/dev/null || true
    say "$("$prometheus/bin/prometheus" --version 2>&1 | head -1) -> $prometheus/bin"
  fi
  rm -rf "$new" "${prometheus:?}/${new##*/}"
}

if [ -z "$(missing)" ] && have_prometheus; then exit 0; fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
components="" suites=""
packages=false
if command -v apt-get > /dev/null && command -v dpkg > /dev/null; then
  packages=true
  # shellcheck disable=SC1091
  . /etc/os-release
  case "${ID:-} ${ID_LIKE:-}" in
    *ubuntu*) components="main universe" suites="$VERSION_CODENAME noble resolute devel" ;;
    *) components="main" suites="bookworm trixie forky sid" ;;
  esac
fi

if [ -z "$(missing)" ]; then
  : # etcd is there; only what follows is missing
elif $packages; then
  etcd_from_packages
else
  for release in $releases; do
    have "${release%.*}" || from_release "$release"
  done
fi

if ! have_prometheus && $packages; then
  prometheus_from_packages
fi
have_prometheus || say "Prometheus and Alertmanager could not be had: their tests are skipped"

for minor in $(missing); do say "etcd $minor could not be had: its tests are skipped"; done
for minor in $wanted; do
  if have "$minor"; then exit 0; fi
done
command -v etcd > /dev/null && exit 0
say "no etcd at all: put etcd and etcdctl on the PATH, or name their directories in ETCD_BIN"
exit 1
