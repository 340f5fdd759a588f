{{/*
What the operator may do in a namespace that it watches. This is the only list: cluster-wide and per
namespace installations render it, deploy/kustomize is generated from it, and a test compares it with
what the code says it calls.
*/}}
{{- define "etcd-monitor.rules" -}}
# reads what to watch; status is the only part of an EtcdCluster that it writes
- apiGroups: ["etcdmonitor.io"]
  resources: ["etcdclusters"]
  verbs: ["get", "list", "watch"]
- apiGroups: ["etcdmonitor.io"]
  resources: ["etcdclusters/status", "etcdinspections/status"]
  verbs: ["patch"]
# keeps one EtcdInspection for each feature of a cluster, owned by that cluster
- apiGroups: ["etcdmonitor.io"]
  resources: ["etcdinspections"]
  verbs: ["get", "list", "watch", "create", "update", "delete"]
# certificates and passwords, watched one by one by the name that an EtcdCluster gives; RBAC cannot
# know these names, so watchNamespaces is how to keep the operator away from other Secrets
- apiGroups: [""]
  resources: ["secrets"]
  verbs: ["get", "list", "watch"]
# provider "service"
- apiGroups: [""]
  resources: ["services"]
  verbs: ["get", "list", "watch"]
- apiGroups: ["discovery.k8s.io"]
  resources: ["endpointslices"]
  verbs: ["list", "watch"]
# transitions, as Events of the object that they are about
- apiGroups: ["events.k8s.io"]
  resources: ["events"]
  verbs: ["create", "patch"]
{{- end -}}
