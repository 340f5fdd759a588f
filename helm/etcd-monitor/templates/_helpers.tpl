{{/* Name of the chart, used in labels. */}}
{{- define "etcd-monitor.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* Name of every object of this release. 50 characters leave room for the suffixes. */}}
{{- define "etcd-monitor.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "etcd-monitor.name" . -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
Cluster-scoped names carry the namespace, unless it is the same word, so that two releases never share one. With a hyphen between them
"x-etcd-monitor" in "team" and "etcd-monitor" in "team-x" would; a colon is in neither.
*/}}
{{- define "etcd-monitor.clusterName" -}}
{{- $full := include "etcd-monitor.fullname" . -}}
{{- if eq $full .Release.Namespace -}}
{{- $full -}}
{{- else -}}
{{- printf "%s:%s" .Release.Namespace $full -}}
{{- end -}}
{{- end -}}

{{- define "etcd-monitor.selectorLabels" -}}
app.kubernetes.io/name: {{ include "etcd-monitor.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "etcd-monitor.labels" -}}
{{ include "etcd-monitor.selectorLabels" . }}
app.kubernetes.io/component: operator
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "etcd-monitor.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "etcd-monitor.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- required "serviceAccount.name says which ServiceAccount to use when serviceAccount.create is false" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/*
The job in metrics. The rules know it by the word etcd-monitor, and by job and namespace what belongs together: replicas of one
release, not those of two in one namespace.
*/}}
{{- define "etcd-monitor.job" -}}
{{- $full := include "etcd-monitor.fullname" . -}}
{{- if contains "etcd-monitor" $full -}}
{{- $full -}}
{{- else -}}
{{- printf "%s-etcd-monitor" $full -}}
{{- end -}}
{{- end -}}

{{- define "etcd-monitor.leaseName" -}}
{{- default (include "etcd-monitor.fullname" .) .Values.leaderElection.leaseName -}}
{{- end -}}

{{/* A digest names one image for ever, so it wins over the tag. */}}
{{- define "etcd-monitor.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}
