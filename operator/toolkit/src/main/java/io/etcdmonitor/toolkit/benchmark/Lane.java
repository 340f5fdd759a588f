package io.etcdmonitor.toolkit.benchmark;

import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.grpc.ToolConnection;
import io.grpc.Channel;
import io.grpc.Status;
import java.time.Duration;

/** One connection, and what is recorded of it. */
record Lane(ToolConnection connection, Endpoint endpoint, int index, Tally tally) {

  /** Made once per client: the wrapper carries the token. */
  Channel channel() {
    return connection.channel(endpoint, index);
  }

  EtcdFailure failure(String rpc, Status status, long nanos) {
    return connection.failure(
        endpoint, rpc, status.asRuntimeException(), Duration.ofNanos(Math.max(0, nanos)));
  }
}
