/** What keeps thousands of Kubernetes objects small in memory. */
package io.etcdmonitor.kube.lean;
