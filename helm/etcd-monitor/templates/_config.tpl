{{/*
The configuration file of the operator: what the chart decides, and the value "config" for the rest.
The schema refuses in "config" what is set here, so that nothing is said twice.
*/}}
{{- define "etcd-monitor.config" -}}
{{- $own := dict
  "namespaces" (.Values.watchNamespaces | uniq)
  "api" (dict "host" "0.0.0.0" "port" 8080)
  "alerts" (dict "file" "/etc/etcd-monitor/alerts.yaml" "directory" "/var/lib/etcd-monitor")
  "log" (dict "format" .Values.logging.format "level" .Values.logging.level)
  "leaderElection" (dict "enabled" true "leaseName" (include "etcd-monitor.leaseName" .) "leaseNamespace" .Release.Namespace)
-}}
{{- if .Values.sharding.enabled -}}
{{- $own = set $own "sharding" (dict "statefulSet" (include "etcd-monitor.fullname" .)) -}}
{{- end -}}
{{- toYaml (mergeOverwrite (deepCopy .Values.config) $own) -}}
{{- end -}}

{{/* One writer at a time: two Pods can neither mount nor use the same directory. */}}
{{- define "etcd-monitor.persistence" -}}
{{- if and .Values.sharding.enabled (ne (int .Values.replicaCount) 1) -}}
{{- fail "with sharding.enabled the number of replicas is sharding.replicas: leave replicaCount at 1" -}}
{{- end -}}
{{- if and .Values.sharding.enabled .Values.persistence.existingClaim -}}
{{- fail "persistence.existingClaim is one volume, and with sharding.enabled each replica needs its own: leave it empty" -}}
{{- end -}}
{{- if and .Values.persistence.enabled (gt (int .Values.replicaCount) 1) -}}
{{- fail "persistence.enabled needs replicaCount 1: two replicas cannot share one volume. With two, a new leader goes on with what the status of each EtcdCluster tells; set persistence.enabled=false" -}}
{{- end -}}
{{- if and (hasKey .Values "enabled") (not .Values.enabled) -}}
{{- fail "enabled=false is for a chart that has this one as a dependency with condition: etcd-monitor.enabled; uninstall the release to take the operator away" -}}
{{- end -}}
{{- if and .Values.alerts.secretEnv (not .Values.alerts.secretName) -}}
{{- fail "alerts.secretEnv needs alerts.secretName, the Secret that its keys are in" -}}
{{- end -}}
{{- end -}}
