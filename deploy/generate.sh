#!/usr/bin/env bash
# Writes what helm/ and deploy/ hold of other files: the copies of crds/manifests, the manifests of
# deploy/kustomize, the dashboards of deploy/grafana, the chart's files and the table of values in its README.
set -euo pipefail
cd "$(dirname "$0")/.."

for copy in helm/etcd-monitor/crds deploy/kustomize/crds; do
  find "$copy" -name 'etcdmonitor.io_*.yaml' -delete
  cp crds/manifests/*.yaml "$copy/"
done
mvn -q -B -ntp test -pl e2e -am -Dtest=GeneratedFilesTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Detcdmonitor.generate=true
