/** Alerts as Kubernetes shows them: in statuses and Events, and back from there to a new leader. */
package io.etcdmonitor.kube.alert;
