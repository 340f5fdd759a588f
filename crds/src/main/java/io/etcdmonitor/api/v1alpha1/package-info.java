/**
 * The Kubernetes API of etcd-monitor: kinds {@link io.etcdmonitor.api.v1alpha1.EtcdCluster} and
 * {@link io.etcdmonitor.api.v1alpha1.EtcdInspection}. Data only; every field carries the
 * description, default and validation from which the CRDs in {@code crds/manifests/} are generated.
 */
package io.etcdmonitor.api.v1alpha1;
