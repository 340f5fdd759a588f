package io.etcdmonitor.toolkit.ops;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes one unary call and waits for it. gRPC's own blocking call handles its end on the thread
 * that waits: one that got to it after the event loop had ended, because the connection was closed
 * meanwhile, lost it and waited for ever. Here the end is handled on the event loop.
 */
final class Unary {
  /** For the event loop to tell that the time is over. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private Unary() {}

  /**
   * @param limit the call's deadline; this returns or throws within it and a second
   * @throws StatusRuntimeException when it failed; CANCELLED, with the thread's interrupted status
   *     set, when the thread was interrupted
   */
  static <Q, A> A call(Channel channel, MethodDescriptor<Q, A> method, Q request, Duration limit) {
    Future<A> answer =
        ClientCalls.futureUnaryCall(
            channel.newCall(
                method,
                CallOptions.DEFAULT.withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS)),
            request);
    try {
      return answer.get(limit.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof StatusRuntimeException failed
          ? failed
          : Status.UNKNOWN.withCause(e.getCause()).asRuntimeException();
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw Status.DEADLINE_EXCEEDED.withCause(e).asRuntimeException();
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withDescription("interrupted").withCause(e).asRuntimeException();
    }
  }
}
