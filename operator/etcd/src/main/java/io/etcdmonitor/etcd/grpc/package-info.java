/**
 * The implementation of {@link io.etcdmonitor.etcd}: jetcd's generated stubs on our own gRPC
 * channels, one per client URL, all on one shared event loop. {@link
 * io.etcdmonitor.etcd.grpc.NettyEtcdConnector} is the only way in.
 */
package io.etcdmonitor.etcd.grpc;
