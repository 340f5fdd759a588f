/**
 * The implementation of {@link io.etcdmonitor.etcd}: jetcd's generated stubs on our own gRPC
 * channels, one per client URL, all on one shared event loop. Monitoring comes in by {@link
 * io.etcdmonitor.etcd.grpc.NettyEtcdConnector}, the toolkit by {@link
 * io.etcdmonitor.etcd.grpc.ToolConnection}.
 */
package io.etcdmonitor.etcd.grpc;
