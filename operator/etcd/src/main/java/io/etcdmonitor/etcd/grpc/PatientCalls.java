package io.etcdmonitor.etcd.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;

/** Makes calls whose time limit does not count the time that this process itself was late. */
@SuppressWarnings("FutureReturnValueIgnored") // callbacks: nobody waits for them
final class PatientCalls {
  private PatientCalls() {}

  /**
   * Starts a call. The future fails with a {@link io.grpc.StatusRuntimeException}:
   * DEADLINE_EXCEEDED when the time is over, with a {@link Lateness.LateException} as its cause
   * when that was ours.
   *
   * @param link whose channel it is
   * @param left nanoseconds
   */
  static <T> CompletableFuture<T> start(
      Rpc<T> rpc, Link link, Channel channel, long left, Waits waits) {
    long limit = Math.max(1, left);
    CompletableFuture<T> result = new CompletableFuture<>();
    Lateness.Wait wait =
        waits.await(
            limit,
            link::unasked,
            late ->
                result.completeExceptionally(
                    Status.DEADLINE_EXCEEDED.withCause(late).asRuntimeException()));
    // Without a deadline of gRPC's: its clock runs on while this process stands still, and the
    // header that tells it to etcd, never the same twice, would fill each connection's HPACK table.
    CompletableFuture<T> call = rpc.start(channel, CallOptions.DEFAULT);
    // What whenComplete returns would fail, too, each with an exception of its own.
    result.handle((value, error) -> call.cancel(false));
    call.handle((value, error) -> {
      wait.cancel();
      return error == null ? result.complete(value) : result.completeExceptionally(error);
    });
    return result;
  }
}
