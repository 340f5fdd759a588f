{{/*
The configuration file of the operator: what the chart decides, and the value "config" for the rest.
The schema refuses in "config" what is set here, so that nothing is said twice.
*/}}
{{- define "etcd-monitor.config" -}}
{{- $own := dict
  "namespaces" (.Values.watchNamespaces | uniq)
  "api" (dict "host" "0.0.0.0" "port" 8080)
  "log" (dict "format" .Values.logging.format "level" .Values.logging.level)
  "leaderElection" (dict "enabled" true "leaseName" (include "etcd-monitor.leaseName" .) "leaseNamespace" .Release.Namespace)
-}}
{{- toYaml (mergeOverwrite (deepCopy .Values.config) $own) -}}
{{- end -}}
