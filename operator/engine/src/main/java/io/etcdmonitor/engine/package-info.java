/**
 * Observes etcd clusters, judges what it sees and publishes the results. Plain Java over {@code
 * io.etcdmonitor.etcd}: no Kubernetes, no HTTP, no SQL.
 */
package io.etcdmonitor.engine;
