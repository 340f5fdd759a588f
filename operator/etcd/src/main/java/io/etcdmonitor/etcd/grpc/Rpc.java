package io.etcdmonitor.etcd.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import java.util.concurrent.CompletableFuture;

/** One kind of call with its request: can be started again after a token was refreshed. */
interface Rpc<T> {
  /** For messages, for example {@code Status}. */
  String name();

  /**
   * Starts it; the future fails with a {@link io.grpc.StatusRuntimeException}. Ends when the future
   * is cancelled, which its caller does when the time is over.
   */
  CompletableFuture<T> start(Channel channel, CallOptions options);
}
