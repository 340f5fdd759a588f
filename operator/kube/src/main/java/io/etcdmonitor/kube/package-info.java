/**
 * The Kubernetes side of etcd-monitor: reads EtcdClusters and EtcdInspections, tells the engine
 * what to watch, writes status and Events. Does no etcd I/O. {@link
 * io.etcdmonitor.kube.KubeOperator} is the way in.
 */
package io.etcdmonitor.kube;
